import type { Clock } from '../../lambdas/core/ports.ts';

export interface Throttle {
  /** How many requests may come at once. */
  readonly burstLimit: number;
  /** How many may come a second in the long run. */
  readonly rateLimit: number;
}

/** API Gateway's throttling: answers whether one more request may pass now, and counts it if so. */
export function tokenBucket({ burstLimit, rateLimit }: Throttle, now: Clock): () => boolean {
  let tokens = burstLimit;
  let filledMs = now().getTime();

  return () => {
    const atMs = now().getTime();
    tokens = Math.min(burstLimit, tokens + ((atMs - filledMs) / 1000) * rateLimit);
    filledMs = atMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
