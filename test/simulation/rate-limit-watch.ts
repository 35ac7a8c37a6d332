import type { Invocation } from './machine.ts';

/** What each function knows of Okta's rate limit when it asks Okta. */
export interface RateLimitWatch {
  /** The function read in the table until when nobody may ask. */
  sawHold(invocation: Invocation, untilMs: number): void;
  /** `container` is what remembers from one invocation to the next. */
  asksOrg(invocation: Invocation, container: object): void;
  heardFromOrg(container: object, response: Response): void;
}

/** `fail`: a function asks although it knows that it must not. */
export function rateLimitWatch(nowMs: () => number, fail: (what: string) => void): RateLimitWatch {
  const holds = new WeakMap<Invocation, number>();
  const closedUntilMs = new WeakMap<object, number>();
  return {
    sawHold: (invocation, untilMs) => void holds.set(invocation, untilMs),
    asksOrg(invocation, container) {
      const holdMs = Math.max(holds.get(invocation) ?? 0, closedUntilMs.get(container) ?? 0);
      if (nowMs() >= holdMs) return;
      fail(`${invocation.name} asks Okta, and knows not to before ${new Date(holdMs).toISOString()}`);
    },
    heardFromOrg(container, { status, headers }) {
      // A limit of 0 tells of requests at the same time, not of this window.
      if (headers.get('x-rate-limit-limit') === '0') return;
      const isUsedUp = status === 429 || headers.get('x-rate-limit-remaining') === '0';
      if (isUsedUp) closedUntilMs.set(container, Number(headers.get('x-rate-limit-reset')) * 1000);
    },
  };
}
