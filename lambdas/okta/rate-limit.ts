import type { RateWindow as KnownWindow } from '../core/ports.ts';

/**
 * How many requests we may still make. Okta counts per org or per token and tells the state of its window with each
 * answer; other clients use the same window, so we take a share of it and count our own requests.
 */
export interface RateBudget {
  /** Part of Okta's limit that is ours, above 0, at most 1. */
  readonly share: number;
  /** Requests under way: they will count, but not yet known in which window. */
  readonly inFlight: number;
  readonly window?: RateWindow | undefined;
  /** Okta said no: no request before this moment, whatever the window says. */
  readonly heldUntil?: Date | undefined;
}

interface RateWindow {
  /** `X-Rate-Limit-Reset`, epoch seconds: what tells one window from another. */
  readonly reset: number;
  /** The same moment by our own clock. */
  readonly endsAt: Date;
  readonly limit: number;
  readonly remaining: number | undefined;
  /** Requests of this window that are, or may have been, ours. */
  readonly used: number;
}

/** The parts of an answer that tell about rate limits. */
export interface RateAnswer {
  readonly status: number;
  readonly headers: Headers;
}

/** Okta: windows are 60 s long. */
const WINDOW_MS = 60_000;
/** Okta's Reset of a concurrency 429 is only a hint: the limit is free again when other requests have ended. */
const CONCURRENCY_HOLD_MS = 5_000;
const MIN_WAIT_MS = 1_000;
/** Ten windows; a reset beyond that is a mistake, such as milliseconds for seconds. */
const MAX_WAIT_MS = 600_000;

const NO_MORE = 'Okta takes no more requests for now';

export const rateBudget = (share: number): RateBudget => ({ share, inFlight: 0 });

/** When the next request may be made and why not before; undefined when it may be made now. */
export function blockedUntil(budget: RateBudget, now: Date): { retryAt: Date; reason: string } | undefined {
  const { heldUntil, window, inFlight, share } = budget;
  if (heldUntil && now < heldUntil) return { retryAt: heldUntil, reason: NO_MORE };
  if (!window || now >= window.endsAt) return undefined;

  if (window.remaining !== undefined && window.remaining - inFlight <= 0) {
    return { retryAt: window.endsAt, reason: NO_MORE };
  }
  const ours = sharePart(share, window.limit);
  if (window.used + inFlight < ours) return undefined;
  return { retryAt: window.endsAt, reason: `our share of Okta's rate limit, ${ours} of ${window.limit}, is used up` };
}

const sharePart = (share: number, limit: number): number => Math.max(1, Math.floor(share * limit));

/** The window as others may know it. */
export function windowOf({ window, share }: RateBudget): KnownWindow | undefined {
  if (!window) return undefined;
  const { limit, remaining, endsAt, used } = window;
  return { limit, remaining, resetAt: endsAt.toISOString(), share: sharePart(share, limit), used };
}

/** A request leaves. Each must be followed by `answered` or `unanswered`. */
export const requested = (budget: RateBudget): RateBudget => ({ ...budget, inFlight: budget.inFlight + 1 });

/** A request ended without an answer; Okta may have counted it. */
export const unanswered = (budget: RateBudget): RateBudget => ({
  ...budget,
  inFlight: budget.inFlight - 1,
  window: budget.window && { ...budget.window, used: budget.window.used + 1 },
});

/** An answer arrived at `now`. Without usable headers no window is known, and nothing is held back but by a 429. */
export function answered(budget: RateBudget, answer: RateAnswer, now: Date): RateBudget {
  const rate = rateHeaders(answer.headers);
  const counted = unanswered(budget);
  const isUsedUp = answer.status === 429 || (rate.remaining === 0 && rate.limit !== 0);
  const heldUntil = isUsedUp ? later(budget.heldUntil, retryAt(answer, now)) : budget.heldUntil;

  // A limit of 0 speaks of concurrency, not of this window.
  if (rate.limit === undefined || rate.limit === 0 || rate.reset === undefined) return { ...counted, heldUntil };
  const window: RateWindow = {
    reset: rate.reset,
    endsAt: windowEnd(answer.headers, now),
    limit: rate.limit,
    remaining: rate.remaining,
    used: usedIn(rate.reset, budget.window, rate, now),
  };
  return { ...counted, heldUntil, window };
}

/** When a request may be repeated that was answered with 429. */
export function retryAt(answer: RateAnswer, now: Date): Date {
  const { limit, remaining } = rateHeaders(answer.headers);
  if (answer.status === 429 && limit === 0 && remaining === 0) return new Date(now.getTime() + CONCURRENCY_HOLD_MS);
  return windowEnd(answer.headers, now);
}

/**
 * How many requests of the window are ours. A window that began after an earlier one of ours had ended holds only what
 * we counted; of any other we may have forgotten some (a cold start), so all that were made count as ours.
 */
function usedIn(reset: number, before: RateWindow | undefined, rate: RateHeaders, now: Date): number {
  if (before?.reset === reset) return before.used + 1;
  const serverMs = rate.dateMs ?? now.getTime();
  const sawItBegin = before !== undefined && serverMs >= before.reset * 1000;
  return sawItBegin ? 1 : Math.max(1, (rate.limit ?? 0) - (rate.remaining ?? 0));
}

/** The end of Okta's window by our clock: both of Okta's times come from one clock, which need not be ours. */
function windowEnd(headers: Headers, now: Date): Date {
  const { reset, dateMs = now.getTime() } = rateHeaders(headers);
  if (reset === undefined) return new Date(now.getTime() + WINDOW_MS);
  // Okta's SDKs add a second as well: both times are cut to seconds.
  const waitMs = reset * 1000 - dateMs + 1_000;
  const plausibleMs = waitMs > MAX_WAIT_MS ? WINDOW_MS : Math.max(MIN_WAIT_MS, waitMs);
  return new Date(now.getTime() + plausibleMs);
}

interface RateHeaders {
  readonly limit?: number | undefined;
  readonly remaining?: number | undefined;
  readonly reset?: number | undefined;
  readonly dateMs?: number | undefined;
}

function rateHeaders(headers: Headers): RateHeaders {
  const dateMs = Date.parse(headers.get('date') ?? '');
  return {
    limit: count(headers.get('x-rate-limit-limit')),
    remaining: count(headers.get('x-rate-limit-remaining')),
    reset: count(headers.get('x-rate-limit-reset')),
    dateMs: Number.isNaN(dateMs) ? undefined : dateMs,
  };
}

/** Digits and nothing else; a number that is negative, broken or given twice says nothing. */
function count(value: string | null): number | undefined {
  const number = /^\d+$/.test(value?.trim() ?? '') ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

const later = (a: Date | undefined, b: Date): Date => (a && a > b ? a : b);
