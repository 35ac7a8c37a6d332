const WINDOW_SECONDS = 60;

/** Okta: windows last 60 seconds and are not aligned to the clock minute; ours begin at second 17. */
const WINDOW_OFFSET_SECONDS = 17;

/** What the three `X-Rate-Limit` headers say. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** End of the window, epoch seconds. */
  readonly reset: number;
}

export interface RateLimitWindow {
  /** Counts one request. False when the window has none left. */
  take(at: Date): boolean;
  state(at: Date): RateLimit;
}

export function rateLimitWindow(limit: number): RateLimitWindow {
  let reset = Number.NEGATIVE_INFINITY;
  let used = 0;

  const enter = (at: Date) => {
    if (at.getTime() < reset * 1000) return;
    reset = windowEnd(at);
    used = 0;
  };

  return {
    take(at) {
      enter(at);
      used += 1;
      return used <= limit;
    },
    state(at) {
      enter(at);
      return { limit, remaining: Math.max(0, limit - used), reset };
    },
  };
}

function windowEnd(at: Date): number {
  const windows = Math.floor((at.getTime() / 1000 - WINDOW_OFFSET_SECONDS) / WINDOW_SECONDS);
  return (windows + 1) * WINDOW_SECONDS + WINDOW_OFFSET_SECONDS;
}
