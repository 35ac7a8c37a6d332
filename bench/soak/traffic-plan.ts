/** When the events of a soak come into being: known beforehand, so that nobody has to remember it. */
export interface TrafficPlan {
  readonly total: number;
  /** How many there are so long after the start. */
  countAt(elapsedMs: number): number;
  /** How long after the start event n comes into being, from 0. */
  msOf(order: number): number;
}

/** Fifty seconds at four fifths of the mean rate, then ten at twice the mean. */
const CYCLE_MS = 60_000;
const STEADY_MS = 50_000;
const STEADY_SHARE = 0.8;
const BURST_SHARE = (CYCLE_MS - STEADY_MS * STEADY_SHARE) / (CYCLE_MS - STEADY_MS);

/** Steady and bursty traffic with this mean, for so long. */
export function trafficPlan({
  eventsPerSecond,
  minutes,
}: {
  readonly eventsPerSecond: number;
  readonly minutes: number;
}): TrafficPlan {
  const perMs = eventsPerSecond / 1000;
  const perCycle = perMs * CYCLE_MS;
  const beforeBurst = perMs * STEADY_SHARE * STEADY_MS;

  const exactCountAt = (elapsedMs: number): number => {
    const cycles = Math.floor(elapsedMs / CYCLE_MS);
    const within = elapsedMs - cycles * CYCLE_MS;
    const steady = Math.min(within, STEADY_MS) * perMs * STEADY_SHARE;
    const burst = Math.max(0, within - STEADY_MS) * perMs * BURST_SHARE;
    return cycles * perCycle + steady + burst;
  };
  const total = Math.floor(exactCountAt(minutes * 60_000));

  return {
    total,
    countAt: (elapsedMs) => Math.min(total, Math.max(0, Math.floor(exactCountAt(Math.max(0, elapsedMs))))),
    msOf(order) {
      // Event n is there as soon as n + 1 are.
      const count = order + 1;
      const cycles = Math.floor(order / perCycle);
      const within = count - cycles * perCycle;
      const inSteady = within / (perMs * STEADY_SHARE);
      const inBurst = STEADY_MS + (within - beforeBurst) / (perMs * BURST_SHARE);
      return cycles * CYCLE_MS + (within <= beforeBurst ? inSteady : inBurst);
    },
  };
}
