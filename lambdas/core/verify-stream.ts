import { existing } from './lifecycle.ts';
import { type Caller, lifecycleEvent } from './lifecycle-event.ts';
import type { Journal } from './journal.ts';
import type { AttemptFailure, Clock, StreamStore, Target } from './ports.ts';

export interface VerifyDeps {
  readonly streams: StreamStore;
  readonly target: Target;
  readonly journal: Journal;
  readonly now: Clock;
  readonly uuid: () => string;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
  readonly attemptTimeoutMs: number;
}

export interface Verification {
  readonly eventId: string;
  /** Absent when the target accepted the event. */
  readonly failure?:
    { readonly code: AttemptFailure['code'] | 'EVENT_REFUSED'; readonly message: string } | undefined;
}

/**
 * Sends one test event to a stream's target, in one attempt, also of an INACTIVE stream: that is when one wants to
 * know. Changes no state of the stream. Fails with STREAM_NOT_FOUND.
 */
export async function verifyStream(deps: VerifyDeps, id: string, caller: Caller): Promise<Verification> {
  const stream = await existing(deps, id);
  const { uuid, published, json } = lifecycleEvent('verify', stream, { caller, at: deps.now(), uuid: deps.uuid() });
  const event = { id: uuid, published, json: Buffer.from(json) };
  const result = await deps.target.attempt(stream, [event], deps.timeout(deps.attemptTimeoutMs));
  const refused = result.undeliverable[0];
  const failure = refused ? ({ code: 'EVENT_REFUSED', message: refused.reason } as const) : result.failure;
  deps.journal({ what: 'verified', streamId: id, failure });
  return { eventId: uuid, failure };
}
