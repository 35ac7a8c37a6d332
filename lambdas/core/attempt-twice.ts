import type { DeliverDeps } from './deliver.ts';
import { LogStreamingError } from './errors.ts';
import type { LogEvent } from './log-event.ts';
import type { LogStream } from './log-stream.ts';
import type { AttemptFailure, AttemptResult } from './ports.ts';

export interface Attempts {
  readonly made: number;
  /** Set aside: the target can never take them. */
  readonly undeliverable: readonly LogEvent[];
  /** Present when the last attempt failed, with the events no attempt got accepted, in order. */
  readonly failed?: { readonly failure: AttemptFailure; readonly pending: readonly LogEvent[] } | undefined;
  /** The stream was deactivated or rewound before all were accepted: the message is stale. */
  readonly isStale?: true;
}

/**
 * Okta's contract: two attempts with no wait between them. The second sends only what the first did not get accepted,
 * and is not begun once the stream is INACTIVE: an admin who deactivates a stream during the first waits for no second.
 */
const MAX_ATTEMPTS = 2;

/** A target owes the reason, but what it leaves must never count as accepted. */
const UNEXPLAINED: AttemptFailure = { code: 'TARGET_REJECTED', message: 'the target left events without a reason' };

/** What reading and writing the stream's state, and setting events aside, may take besides the attempts. */
const STATE_MARGIN_MS = 3_000;

/** The events of a message, and what tells in the logs which it is. */
export interface AttemptedMessage {
  readonly messageId: string;
  readonly pageId?: string | undefined;
  readonly events: readonly LogEvent[];
}

const named = ({ id, name }: LogStream) => ({ streamId: id, streamName: name });

export async function attemptTwice(
  deps: DeliverDeps,
  stream: LogStream,
  { events, ...message }: AttemptedMessage,
  deadline: Date,
): Promise<Attempts> {
  let pending = events;
  const undeliverable: LogEvent[] = [];

  for (let attempt = 1; pending.length > 0; attempt += 1) {
    if (attempt > 1 && !(await isCurrent(deps, stream))) return { made: attempt - 1, undeliverable, isStale: true };
    requireTime(deps, deadline, MAX_ATTEMPTS - attempt + 1);
    const result = await deps.target.attempt(stream, pending, deps.timeout(deps.attemptTimeoutMs));
    await setAside(deps, stream, result.undeliverable);
    undeliverable.push(...result.undeliverable.map(({ event }) => event));
    pending = result.pending;
    if (pending.length === 0) return { made: attempt, undeliverable };
    const failure = result.failure ?? UNEXPLAINED;

    deps.journal({ what: 'attempt failed', ...named(stream), ...message, attempt, failure });
    if (attempt === MAX_ATTEMPTS) return { made: attempt, undeliverable, failed: { failure, pending } };
  }
  // Nothing to send: the poller had set aside all there was.
  return { made: 0, undeliverable };
}

async function isCurrent({ streams }: DeliverDeps, { id, generation }: LogStream): Promise<boolean> {
  const stored = await streams.get(id);
  return stored?.status === 'ACTIVE' && stored.generation === generation;
}

/** An attempt that the end of the function cuts off would be nobody's failure: better not begin it. */
function requireTime({ now, attemptTimeoutMs }: DeliverDeps, deadline: Date, attempts: number): void {
  const neededMs = attempts * attemptTimeoutMs + STATE_MARGIN_MS;
  const leftMs = deadline.getTime() - now().getTime();
  if (leftMs >= neededMs) return;
  const message = `the function has ${leftMs} ms left, attempts still to make may take ${neededMs} ms`;
  throw new LogStreamingError('OUT_OF_TIME', message);
}

async function setAside(deps: DeliverDeps, stream: LogStream, events: AttemptResult['undeliverable']): Promise<void> {
  await Promise.all(events.map(({ event, reason }) => deps.undeliverable.setAside(stream, event, reason)));
  for (const { event, reason } of events) {
    deps.journal({ what: 'set aside', ...named(stream), eventId: event.id, reason });
  }
}
