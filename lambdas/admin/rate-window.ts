import type { Clock } from '../core/ports.ts';
import { OktaError } from './okta-error.ts';

/** Counts requests; the count of a window that begins at a moment is the same for every instance of the function. */
export interface RequestCounter {
  /** Adds one and answers how many there are now. */
  count(windowStart: Date): Promise<number>;
}

/**
 * Okta's rate-limit headers: how many requests a window allows and has left, and when the next begins, in epoch
 * seconds.
 */
export interface RateWindow {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly isExceeded: boolean;
}

const WINDOW_MS = 60_000;

/** Okta counts in windows of a minute. */
export async function countRequest(counter: RequestCounter, limit: number, now: Clock): Promise<RateWindow> {
  const startMs = Math.floor(now().getTime() / WINDOW_MS) * WINDOW_MS;
  const used = await counter.count(new Date(startMs));
  return {
    limit,
    remaining: Math.max(0, limit - used),
    resetSeconds: (startMs + WINDOW_MS) / 1000,
    isExceeded: used > limit,
  };
}

export const tooManyRequests = (): OktaError =>
  new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
