import type { Clock } from '../lambdas/core/ports.ts';

/** Longer than Okta's window of a minute: whoever waits at a terminal is better told. */
const MAX_WAIT_MS = 90_000;
const DEFAULT_WAIT_MS = 2_000;

/**
 * How long to wait before a request that was refused with 429 is sent again, as Okta's SDKs reckon it: reset − Date + 1 s,
 * both by the server's clock. Undefined when that is too long to wait for.
 */
export function retryAfterMs(headers: Headers, now: Clock): number | undefined {
  const reset = headers.get('x-rate-limit-reset') ?? '';
  if (!/^\d{1,12}$/.test(reset)) return DEFAULT_WAIT_MS;
  const date = Date.parse(headers.get('date') ?? '');
  const waitMs = Number(reset) * 1000 - (Number.isNaN(date) ? now().getTime() : date) + 1000;
  return waitMs > MAX_WAIT_MS ? undefined : Math.max(waitMs, 0);
}
