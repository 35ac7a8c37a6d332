import type { Repetition } from './reconcile.ts';

/** Something that ends a delivery or an attempt at one, well or not, or keeps its end from being noted. */
export interface Happening {
  readonly what: string;
  /** `acknowledged`: the good end of a delivery, which explains no repetition. `attempt`: one of two, which failed. */
  readonly ends: 'acknowledged' | 'delivery' | 'attempt';
  readonly fromMs: number;
  /** Later than `fromMs` where work of the time before may still come to light, as while a process starts again. */
  readonly toMs: number;
}

/** An exchange in which a target took events and the function did not hear of it. */
export interface UnheardExchange {
  readonly what: string;
  /** A fault kept the answer back; otherwise the function was gone, and how its delivery ended tells more. */
  readonly isCertain: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly uuids: ReadonlySet<string>;
}

/** Reading began again at an earlier point, because Okta refused the cursor: what was persisted since then comes again. */
export interface Restart {
  readonly atMs: number;
  readonly restartedFromMs: number;
}

export interface Evidence {
  /** Of one stream, whose messages are delivered one at a time; in the order in which it happened. */
  readonly happenings: readonly Happening[];
  readonly unheard: readonly UnheardExchange[];
  readonly restarts: readonly Restart[];
  readonly persistedMs: (uuid: string) => number;
}

export const UNEXPLAINED = 'unexplained';
/** What the run tells arrives after what its targets see: on a busy machine, seconds. */
const TOLD_WITHIN_MS = 5_000;
const RESTARTED = 'Okta refused the cursor, and reading began again at an earlier point';

/**
 * Why an event came again: the answer to its acceptance did not arrive, or else how the delivery ended in which it was
 * accepted, which is the next end of any delivery of its stream, or else reading began again before it.
 */
export function explain({ uuid, beforeMs, atMs }: Repetition, evidence: Evidence): string {
  const exchange = evidence.unheard.find(
    ({ fromMs, toMs, uuids }) => fromMs <= beforeMs && beforeMs <= toMs && uuids.has(uuid),
  );
  if (exchange?.isCertain) return exchange.what;
  const [end] = happeningsIn(evidence, 'delivery', beforeMs, atMs);
  if (end?.ends === 'delivery') return end.what;
  // Within one delivery the second attempt repeats what the first did not hear of.
  const [attempt] = end ? [] : happeningsIn(evidence, 'attempt', beforeMs, atMs + TOLD_WITHIN_MS);
  if (attempt) return attempt.what;
  if (exchange) return exchange.what;
  const persistedMs = evidence.persistedMs(uuid);
  const isRestarted = evidence.restarts.some(
    (restart) => restart.atMs >= beforeMs && restart.atMs <= atMs && restart.restartedFromMs <= persistedMs,
  );
  return isRestarted ? RESTARTED : UNEXPLAINED;
}

const happeningsIn = (
  { happenings }: Evidence,
  of: 'delivery' | 'attempt',
  fromMs: number,
  toMs: number,
): readonly Happening[] =>
  happenings.filter(
    (each) => (each.ends === 'attempt') === (of === 'attempt') && each.toMs >= fromMs && each.fromMs <= toMs,
  );

/** Repetitions by explanation, the most frequent first. */
export function explainAll(repetitions: readonly Repetition[], evidence: Evidence): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const repetition of repetitions) {
    const why = explain(repetition, evidence);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([, a], [, b]) => b - a));
}
