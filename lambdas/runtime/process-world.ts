import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../core/ports.ts';

/** What a function takes from its process besides AWS clients. */
export interface ProcessWorld {
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
  readonly uuid: () => string;
  readonly randomBytes: (count: number) => Uint8Array;
}

export const processWorld: ProcessWorld = {
  fetch: globalThis.fetch,
  now: () => new Date(),
  timeout: (ms) => AbortSignal.timeout(ms),
  uuid: () => randomUUID(),
  randomBytes: (count) => randomBytes(count),
};
