import type { DeliverDeps } from './deliver.ts';
import type { LogEvent } from './log-event.ts';
import type { LogStream } from './log-stream.ts';
import type { AttemptFailure } from './ports.ts';

export interface Attempts {
  readonly made: number;
  readonly undeliverable: number;
  /** Present when the last attempt failed, with the events no attempt got accepted, in order. */
  readonly failed?: { readonly failure: AttemptFailure; readonly pending: readonly LogEvent[] } | undefined;
}

/** Okta's contract: two attempts with no wait between them. The second sends only what the first did not get accepted. */
const MAX_ATTEMPTS = 2;

/** A target owes the reason, but what it leaves must never count as accepted. */
const UNEXPLAINED: AttemptFailure = { code: 'TARGET_REJECTED', message: 'the target left events without a reason' };

export async function attemptTwice(
  deps: Pick<DeliverDeps, 'target' | 'undeliverable' | 'journal' | 'timeout' | 'attemptTimeoutMs'>,
  stream: LogStream,
  events: readonly LogEvent[],
): Promise<Attempts> {
  let pending = events;
  let undeliverable = 0;

  for (let attempt = 1; pending.length > 0; attempt += 1) {
    const result = await deps.target.attempt(stream, pending, deps.timeout(deps.attemptTimeoutMs));
    for (const { event, reason } of result.undeliverable) {
      await deps.undeliverable.setAside(stream, event, reason);
      deps.journal({ what: 'set aside', streamId: stream.id, eventId: event.id, reason });
    }
    undeliverable += result.undeliverable.length;
    pending = result.pending;
    if (pending.length === 0) return { made: attempt, undeliverable };
    const failure = result.failure ?? UNEXPLAINED;

    deps.journal({ what: 'attempt failed', streamId: stream.id, attempt, failure });
    if (attempt === MAX_ATTEMPTS) return { made: attempt, undeliverable, failed: { failure, pending } };
  }
  // Nothing to send: the poller had set aside all there was.
  return { made: 0, undeliverable };
}
