import type { AdminDeps } from '../../lambdas/core/admin.ts';
import { announceAll, type AnnounceDeps } from '../../lambdas/core/announce.ts';
import { type DeliverDeps, deliver } from '../../lambdas/core/deliver.ts';
import { deliverLifecycle } from '../../lambdas/core/deliver-lifecycle.ts';
import type { Entry } from '../../lambdas/core/journal.ts';
import { activate, deactivate, type StartFrom } from '../../lambdas/core/lifecycle.ts';
import { newLogStream } from '../../lambdas/core/log-stream.ts';
import { poll, type PollDeps } from '../../lambdas/core/poll.ts';
import type { StreamStore } from '../../lambdas/core/ports.ts';
import { recoverLostMessage } from '../../lambdas/core/recover-lost-message.ts';
import type { QueuedLifecycle, QueuedMessage } from '../../lambdas/core/slice.ts';
import { ADMIN } from './callers.ts';
import { manualClock, MINUTE } from './manual-clock.ts';
import { memoryBus } from './memory-bus.ts';
import { memoryLifecycleLog } from './memory-lifecycle-log.ts';
import { memoryLog } from './memory-log.ts';
import { memoryQueue } from './memory-queue.ts';
import { memoryStreams } from './memory-streams.ts';
import { memoryTarget } from './memory-target.ts';
import { memoryTokens } from './memory-tokens.ts';
import { memoryUndeliverable } from './memory-undeliverable.ts';

interface Options {
  /** Streams created at the start. */
  readonly streamIds?: readonly string[];
  readonly pageLimit?: number;
  readonly backlogLimitEvents?: number;
  readonly maxPackedBytes?: number;
  readonly maxLogStreams?: number;
}

export type Deployment = Awaited<ReturnType<typeof deployment>>;

/** A whole deployment in memory: an org's log, the queue, the table, one target for all streams, and the functions. */
export async function deployment(options: Options = {}) {
  const { streamIds = ['A'], pageLimit = 3, backlogLimitEvents = 1_000, maxLogStreams = 10, ...limits } = options;
  const clock = manualClock();
  const { now } = clock;
  const log = memoryLog({ now, pageLimit });
  const queue = memoryQueue({ now, ...limits });
  const streams = memoryStreams();
  const target = memoryTarget();
  const undeliverable = memoryUndeliverable();
  const entries: Entry[] = [];
  const lifecycleLog = memoryLifecycleLog();
  const bus = memoryBus();
  const tokens = memoryTokens();
  let ids = 0;
  let nudges = 0;
  const uuid = (): string => `uuid-${String((ids += 1)).padStart(4, '0')}`;
  const nudge = async (): Promise<void> => void (nudges += 1);
  const shared = { streams, undeliverable, journal: (entry: Entry) => void entries.push(entry), now, uuid };
  const pollDeps: PollDeps = { ...shared, systemLog: log, queue, backlogLimitEvents, nudge };
  const announceDeps: AnnounceDeps = { ...shared, queue, log: lifecycleLog, bus, tokens };
  const adminDeps: AdminDeps = {
    ...shared,
    tokens,
    busProblem: async () => undefined,
    eventBridgeAccounts: ['123456789012'],
    maxLogStreams,
    nudge,
    start: (since) => log.start(since),
    newStreamId: () => `0oa${String((ids += 1)).padStart(17, '0')}`,
  };
  const deliverDeps: DeliverDeps = {
    ...shared,
    target,
    // Time does not pass by itself here: an attempt that waits for its limit has reached it.
    timeout: () => AbortSignal.abort(),
    attemptTimeoutMs: 10_000,
    maxReceiveCount: 5,
  };
  const inFiveMinutes = () => new Date(now().getTime() + 5 * MINUTE);

  const createStream = (id: string) => {
    const settings = { accountId: '123456789012', eventSourceName: id, region: 'eu-west-1' };
    const created = now();
    return streams.create(
      newLogStream({ type: 'aws_eventbridge', id, name: id, settings }, created, log.start(created)),
    );
  };
  for (const id of streamIds) await createStream(id);

  const tick = (deps: PollDeps = pollDeps) => poll(deps, inFiveMinutes());

  /**
   * One batch: streams side by side, the messages of one in order, and a failure holds up what is behind it. The queue
   * forgets messages when the function has ended, as Lambda sees to it.
   */
  const deliverBatch = async (deps: DeliverDeps = deliverDeps): Promise<number> => {
    const batch = queue.receive();
    const groups = Object.values(Object.groupBy(batch, (message) => message.streamId));
    const done = await Promise.all(groups.map((group = []) => deliverGroup(deps, group, inFiveMinutes())));
    for (const message of done.flat()) queue.forget(message);
    return batch.length;
  };
  const deliverAll = async (): Promise<void> => {
    while ((await deliverBatch()) > 0);
  };

  const recoverDeadLetters = async (through: StreamStore = streams): Promise<void> => {
    for (const message of queue.deadLetters) {
      // Nothing that is read again brings it back.
      if ('lifecycle' in message) continue;
      const { messageId: id, streamId, generation } = message;
      await recoverLostMessage({ ...shared, streams: through }, { id, streamId, generation }, 'is a dead letter');
    }
    queue.deadLetters.splice(0);
  };

  /** A tick and all deliveries that follow from it. */
  const run = async (): Promise<void> => {
    await tick();
    await deliverAll();
  };

  /** Rounds, in each of which every message that is out comes back, until nothing happened for `quietMs`. */
  const settle = async (quietMs: number): Promise<void> => {
    for (let rounds = 0, quiet = 0; rounds < 100 && quiet < quietMs; rounds += 1) {
      const before = JSON.stringify(await streams.load());
      clock.pass(6 * MINUTE);
      await run();
      await recoverDeadLetters();
      quiet = before === JSON.stringify(await streams.load()) ? quiet + 6 * MINUTE : 0;
    }
  };

  return {
    clock,
    log,
    queue,
    streams,
    target,
    undeliverable,
    entries,
    pollDeps,
    deliverDeps,
    createStream,
    tick,
    deliverBatch,
    /** One lifecycle message, whatever the queue thinks of it. */
    deliverBatchOf: (message: QueuedLifecycle) => deliverLifecycle(deliverDeps, message, inFiveMinutes()),
    deliverAll,
    recoverDeadLetters,
    activate: (id: string, through: StreamStore = streams, startFrom?: StartFrom) =>
      activate({ ...adminDeps, streams: through }, id, ADMIN, startFrom),
    deactivate: (id: string, through: StreamStore = streams) =>
      deactivate({ ...adminDeps, streams: through }, id, ADMIN),
    lifecycleLog,
    bus,
    tokens,
    adminDeps,
    announceDeps,
    /** What a nudge brings about. */
    announce: (deps: AnnounceDeps = announceDeps) => announceAll(deps),
    nudges: () => nudges,
    /** Entries of one kind. */
    noted: <What extends Entry['what']>(what: What) =>
      entries.filter((entry): entry is Extract<Entry, { what: What }> => entry.what === what),
    run,
    settle,
  };
}

/** Answers the messages that are done with. */
async function deliverGroup(
  deps: DeliverDeps,
  group: readonly QueuedMessage[],
  deadline: Date,
): Promise<QueuedMessage[]> {
  const done: QueuedMessage[] = [];
  for (const message of group) {
    try {
      if ('lifecycle' in message) await deliverLifecycle(deps, message, deadline);
      else await deliver(deps, message, deadline);
    } catch (error) {
      const { streamId, messageId } = message;
      deps.journal({ what: 'delivery interrupted', streamId, messageId, message: String(error) });
      break;
    }
    done.push(message);
  }
  return done;
}
