/** Which targets come and go, and when: known beforehand, in milliseconds after the start. */
export interface Outage {
  readonly stream: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Every other minute two targets are gone for half a minute, each in its turn. */
const EVERY_MS = 120_000;
const LENGTH_MS = 30_000;
const AT_A_TIME = 2;
/** None begins so near to the end that it could not be caught up with. */
const CALM_BEFORE_END_MS = 60_000;

/** A fifth of the streams, spread over both kinds of target; none of a single one. */
export function isFlaky(stream: number, streams: number): boolean {
  return streams > 1 && stream % 5 === 4;
}

export function outagePlan({
  streams,
  minutes,
}: {
  readonly streams: number;
  readonly minutes: number;
}): readonly Outage[] {
  const flaky = Array.from({ length: streams }, (_, stream) => stream).filter((stream) => isFlaky(stream, streams));
  if (flaky.length === 0) return [];
  const outages: Outage[] = [];
  const lastMs = minutes * 60_000 - CALM_BEFORE_END_MS - LENGTH_MS;
  for (let fromMs = 20_000, turn = 0; fromMs <= lastMs; fromMs += EVERY_MS) {
    for (let each = 0; each < Math.min(AT_A_TIME, flaky.length); each += 1, turn += 1) {
      outages.push({ stream: flaky[turn % flaky.length] ?? 0, fromMs, toMs: fromMs + LENGTH_MS });
    }
  }
  return outages;
}

/** The streams whose targets are gone at this moment. */
export const downAt = (outages: readonly Outage[], elapsedMs: number): ReadonlySet<number> =>
  new Set(outages.filter(({ fromMs, toMs }) => elapsedMs >= fromMs && elapsedMs < toMs).map(({ stream }) => stream));
