/**
 * The least that was seen in each window. What is under way at the moment goes up and down; whether anything is kept
 * shows where it is down.
 */
export interface LowWater {
  add(elapsedMs: number, value: number): void;
  /** Middle of the window, and the least value in it. */
  readonly points: readonly (readonly [elapsedMs: number, value: number])[];
}

export function lowWater(windowMs: number): LowWater {
  const least = new Map<number, number>();
  return {
    add(elapsedMs, value) {
      const window = Math.floor(elapsedMs / windowMs);
      least.set(window, Math.min(value, least.get(window) ?? Number.POSITIVE_INFINITY));
    },
    get points() {
      return [...least].map(([window, value]) => [(window + 0.5) * windowMs, value] as const);
    },
  };
}
