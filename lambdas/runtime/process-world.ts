import type { Clock } from '../core/ports.ts';

/** What a function takes from its process besides AWS clients. */
export interface ProcessWorld {
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
}

export const processWorld: ProcessWorld = {
  fetch: globalThis.fetch,
  now: () => new Date(),
  timeout: (ms) => AbortSignal.timeout(ms),
};
