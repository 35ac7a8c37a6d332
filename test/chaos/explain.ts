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

/**
 * Reading began again at an earlier point, because Okta refused the cursor: what was persisted since then comes again,
 * once, be it accepted already or waiting in the queue.
 */
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
const RESTARTED = 'Okta refused the cursor, and reading began again at an earlier point';

/** The restarts that brought an event again, by its uuid. */
type Spent = Map<string, Set<Restart>>;

/**
 * Why an event came again: the answer to its acceptance did not arrive, or else how the delivery ended in which it was
 * accepted, which is the next end of any delivery of its stream, or else reading began again before it.
 */
function explain({ uuid, beforeMs, atMs }: Repetition, evidence: Evidence, spent: Spent): string {
  const exchange = evidence.unheard.find(
    ({ fromMs, toMs, uuids }) => fromMs <= beforeMs && beforeMs <= toMs && uuids.has(uuid),
  );
  if (exchange?.isCertain) return exchange.what;
  const [end] = happeningsIn(evidence, 'delivery', beforeMs, atMs);
  if (end?.ends === 'delivery') return end.what;
  // Within one delivery the second attempt repeats what the first did not hear of.
  const [attempt] = end ? [] : happeningsIn(evidence, 'attempt', beforeMs, atMs);
  if (attempt) return attempt.what;
  if (exchange) return exchange.what;
  const persistedMs = evidence.persistedMs(uuid);
  const used = spent.get(uuid) ?? new Set();
  const restarted = evidence.restarts.find(
    (restart) =>
      !used.has(restart) &&
      restart.atMs <= atMs &&
      restart.restartedFromMs <= persistedMs &&
      persistedMs <= restart.atMs,
  );
  if (!restarted) return UNEXPLAINED;
  spent.set(uuid, used.add(restarted));
  return RESTARTED;
}

const happeningsIn = (
  { happenings }: Evidence,
  of: 'delivery' | 'attempt',
  fromMs: number,
  toMs: number,
): readonly Happening[] =>
  happenings.filter(
    (each) => (each.ends === 'attempt') === (of === 'attempt') && each.toMs > fromMs && each.fromMs <= toMs,
  );

/** Why each of the repetitions came, which are in the order in which they were accepted. */
export function explainAll(repetitions: readonly Repetition[], evidence: Evidence): readonly string[] {
  const spent: Spent = new Map();
  return repetitions.map((repetition) => explain(repetition, evidence, spent));
}
