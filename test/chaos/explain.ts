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
 * Okta refused the cursor, and reading began again at an earlier point: what had been read since comes again, once, be it
 * accepted already or waiting in the queue.
 */
export interface Reread {
  /** When the first of them was queued again. */
  readonly atMs: number;
  /** Places in the org of the first and the last event that were read again. */
  readonly fromOrder: number;
  readonly toOrder: number;
}

export interface Evidence {
  /** Of one stream, whose messages are delivered one at a time; in the order in which it happened. */
  readonly happenings: readonly Happening[];
  readonly unheard: readonly UnheardExchange[];
  readonly rereads: readonly Reread[];
  readonly orderOf: (uuid: string) => number;
}

export const UNEXPLAINED = 'unexplained';
/** A request that its function has given up may still arrive, and be accepted: on a busy machine, seconds later. */
const IN_FLIGHT_MS = 5_000;
const RESTARTED = 'Okta refused the cursor, and reading began again at an earlier point';

/** Those that have brought an event again, by its uuid. */
type Spent = Map<string, Set<Reread>>;

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
  const given = evidence.happenings.findLast(
    ({ ends, toMs }) => ends !== 'acknowledged' && toMs <= beforeMs && toMs > beforeMs - IN_FLIGHT_MS,
  );
  if (given && !end) return given.what;
  const order = evidence.orderOf(uuid);
  const used = spent.get(uuid) ?? new Set();
  const reread = evidence.rereads.find(
    (each) => !used.has(each) && each.atMs <= atMs && each.fromOrder <= order && order <= each.toOrder,
  );
  if (!reread) return UNEXPLAINED;
  spent.set(uuid, used.add(reread));
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
