import type { LogEvent } from '../core/log-event.ts';
import type { AttemptFailure, AttemptResult } from '../core/ports.ts';

/** What one attempt came to for one event. */
export type Verdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'pending'; readonly failure: AttemptFailure }
  /** Over the target's limit by our own measure. */
  | { readonly kind: 'too-large'; readonly reason: string }
  /** The target says that it cannot take this event. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Index by index those on the events of an attempt; undefined as long as there is none. */
export type Verdicts = readonly (Verdict | undefined)[];

export const ACCEPTED: Verdict = { kind: 'accepted' };

/**
 * So many refusals with nothing accepted between them say more about the target, or about us, than about the events.
 */
export const MAX_REFUSED_IN_A_ROW = 10;

/** Events refused since the last one that was accepted. */
export function refusedInARow(verdicts: Verdicts): number {
  return sinceLastAccepted(verdicts).filter((verdict) => verdict?.kind === 'refused').length;
}

/** The same verdicts, but what was refused since the last accepted event may be tried again. */
export function withdrawRefusals(verdicts: Verdicts, failure: AttemptFailure): Verdicts {
  const doubtful = sinceLastAccepted(verdicts);
  return [
    ...verdicts.slice(0, verdicts.length - doubtful.length),
    ...doubtful.map((verdict): Verdict | undefined =>
      verdict?.kind === 'refused' ? { kind: 'pending', failure } : verdict,
    ),
  ];
}

/**
 * The result of an attempt from the verdicts on its events, index by index. Events without a verdict were not tried,
 * because of `stoppedBy`, which is then the failure of the whole attempt; without it an exception is thrown, as nothing
 * may count as accepted by accident.
 */
export function conclude(events: readonly LogEvent[], verdicts: Verdicts, stoppedBy?: AttemptFailure): AttemptResult {
  const pending: LogEvent[] = [];
  const undeliverable: { event: LogEvent; reason: string }[] = [];
  let failure = stoppedBy;

  for (const [index, event] of events.entries()) {
    const verdict = verdicts[index] ?? untried(event, stoppedBy);
    if (verdict.kind === 'pending') {
      pending.push(event);
      failure ??= verdict.failure;
    } else if (verdict.kind !== 'accepted') {
      undeliverable.push({ event, reason: verdict.reason });
    }
  }
  return { pending, undeliverable, failure: pending.length > 0 ? failure : undefined };
}

function untried(event: LogEvent, stoppedBy: AttemptFailure | undefined): Verdict {
  if (!stoppedBy) throw new Error(`event ${event.id} has no verdict and nothing stopped the attempt`);
  return { kind: 'pending', failure: stoppedBy };
}

const sinceLastAccepted = (verdicts: Verdicts): Verdicts =>
  verdicts.slice(verdicts.findLastIndex((verdict) => verdict?.kind === 'accepted') + 1);
