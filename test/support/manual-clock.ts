import type { Clock } from '../../lambdas/core/ports.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const START = new Date('2026-03-01T00:00:00.000Z');

export interface ManualClock {
  readonly now: Clock;
  pass(ms: number): void;
}

/** Time that passes only when a test says so. */
export function manualClock(start = START): ManualClock {
  let ms = start.getTime();
  return {
    now: () => new Date(ms),
    pass(by) {
      ms += by;
    },
  };
}
