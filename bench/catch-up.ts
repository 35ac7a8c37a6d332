import { activate } from '../lambdas/core/lifecycle.ts';
import { deliver } from '../lambdas/core/deliver.ts';
import { lifecycleEvent, SYSTEM } from '../lambdas/core/lifecycle-event.ts';
import { newLogStream } from '../lambdas/core/log-stream.ts';
import { poll } from '../lambdas/core/poll.ts';
import { firstCursor } from '../lambdas/okta/first-cursor.ts';
import { systemLogClient } from '../lambdas/okta/system-log-client.ts';
import { memoryStreams } from '../test/support/memory-streams.ts';
import { PAGE_EVENTS } from './portions.ts';
import { type SimulatedLog, simulatedLog } from './simulated-log.ts';
import { simulatedQueue } from './simulated-queue.ts';

const uuid = (): string => 'of no interest here';

const nudge = async (): Promise<void> => undefined;

export interface CatchUpOptions {
  readonly outageMs: number;
  /** New events, during the outage and after it. */
  readonly eventsPerSecond: number;
  /** Okta's limit, and the part of it that is ours. */
  readonly requestsPerMinute: number;
  readonly rateLimitShare: number;
  readonly pollIntervalMs: number;
  readonly backlogLimitEvents: number;
  /** From the request for a page until it is queued. */
  readonly pollMsPerPage: number;
  /** From a message with a page's events until it is acknowledged; one with fewer takes its part of that. */
  readonly deliverMsPerPage: number;
}

export interface CatchUp {
  /** From the activation until what was delivered last is less than a minute old; infinite if that takes six hours. */
  readonly minutes: number;
  readonly events: number;
  readonly oktaRequests: number;
  /** Requests that the org answered with 429. */
  readonly refused: number;
}

/** Nothing here takes its time but the clock, and nobody reads what happened. */
const timeout = () => new AbortController().signal;
const journal = () => undefined;

const ORG = new URL('https://bench.okta.example');
const START = new Date('2026-03-01T00:00:00.000Z');
/** As the poll function's time-out allows. */
const TICK_MS = 75_000;
const CAUGHT_UP_LAG_MS = 60_000;
const GIVE_UP_MS = 6 * 60 * 60_000;

/**
 * The real use cases and the real rate budget on a clock that passes only as requests and deliveries take their time:
 * a stream was INACTIVE for `outageMs` and is activated.
 */
export async function simulateCatchUp(options: CatchUpOptions): Promise<CatchUp> {
  const clock = { ms: START.getTime() };
  const now = () => new Date(clock.ms);

  const log = simulatedLog(options, clock);
  const queue = simulatedQueue(clock);
  const streams = memoryStreams();
  const created = newLogStream(
    { id: 'bench', name: 'bench', type: 'splunk_cloud_logstreaming', settings: { edition: 'aws', host: 'bench' } },
    START,
    firstCursor(ORG, START),
  );
  await streams.create(created);
  const outage = { code: 'TARGET_UNAVAILABLE', message: 'the outage', at: START.toISOString(), attempts: 2 } as const;
  const told = { caller: SYSTEM, at: START, uuid: uuid() };
  await streams.deactivate(created, outage, created.acknowledged, lifecycleEvent('deactivate', created, told));

  const undeliverable = { setAside: () => Promise.reject(new Error('no event here is undeliverable')) };
  const acceptAll = { attempt: async () => ({ pending: [], undeliverable: [] }) };
  const deliverDeps = { streams, target: acceptAll, undeliverable, journal, now, timeout, uuid };

  let caughtUpMs = Number.POSITIVE_INFINITY;
  let freeAtMs = 0;
  /** Lets the deliverer do what it would have finished by then, and the clock with it. */
  const passTo = async (ms: number): Promise<void> => {
    for (let sent = queue.first(); sent; sent = queue.first()) {
      const doneMs =
        Math.max(freeAtMs, sent.sentMs) + (options.deliverMsPerPage * sent.message.events.length) / PAGE_EVENTS;
      if (doneMs > ms) break;
      clock.ms = doneMs;
      freeAtMs = doneMs;
      const limits = { attemptTimeoutMs: 10_000, maxReceiveCount: 4 };
      await deliver({ ...deliverDeps, ...limits }, sent.message, new Date(doneMs + 30_000));
      queue.removeFirst();
      const lagMs = doneMs - log.publishedMs(streams.peek(created.id).acknowledged.count);
      if (lagMs < CAUGHT_UP_LAG_MS) caughtUpMs = Math.min(caughtUpMs, doneMs);
    }
    clock.ms = ms;
  };

  const pollDeps = {
    systemLog: systemLogClient({
      orgUrl: ORG,
      authorization: { authorize: async () => ({}), renew: async () => undefined },
      fetch: answering(log, () => passTo(clock.ms + options.pollMsPerPage)),
      now,
      timeout,
      rateLimitShare: options.rateLimitShare,
    }),
    streams,
    queue,
    undeliverable,
    journal,
    now,
    uuid,
    nudge,
    backlogLimitEvents: options.backlogLimitEvents,
  };

  const activatedMs = START.getTime() + options.outageMs;
  await passTo(activatedMs);
  const start = (since: Date) => firstCursor(ORG, since);
  await activate({ streams, journal, now, uuid, nudge, start }, created.id, SYSTEM);
  while (caughtUpMs === Number.POSITIVE_INFINITY && clock.ms < activatedMs + GIVE_UP_MS) {
    const dueMs = clock.ms + options.pollIntervalMs;
    await poll(pollDeps, new Date(clock.ms + TICK_MS));
    // Ticks that came due during a long one wait in their queue.
    await passTo(Math.max(clock.ms, dueMs));
  }

  const { requests, refused } = log;
  const events = streams.peek(created.id).acknowledged.count;
  return { minutes: (caughtUpMs - activatedMs) / 60_000, events, oktaRequests: requests, refused };
}

/** Time passes between the request and what is made of its answer. */
const answering =
  (log: SimulatedLog, pass: () => Promise<void>): typeof fetch =>
  async (input) => {
    const answer = log.answer(new URL(input instanceof Request ? input.url : input));
    await pass();
    return answer;
  };
