/**
 * The least that was seen in each window. Between two garbage collections a heap grows whatever the program does; what
 * is left behind one shows whether anything is kept.
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
