import { isObject, numberOf, objectOf, textOf } from '../../cli/json-members.ts';
import { ApiError } from './api-failure.ts';
import type { ConsoleApi } from './console-api.ts';

/** How the org is read, as far as the API tells. */
export interface Polling {
  readonly lastPollAt?: string | undefined;
  /** When there was nothing more to read. */
  readonly caughtUpAt?: string | undefined;
  /** Until then nothing is read, because Okta asked for it or our share is used up. */
  readonly holdUntil?: string | undefined;
  readonly rateLimit?: RateLimit | undefined;
}

/** Of Okta's System Log, in its current window: `share` is how many requests we may make, `used` how many we made. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  readonly share: number;
  readonly used: number;
  readonly resetAt?: string | undefined;
}

/** Undefined where the API does not have it. */
export async function readPolling(api: ConsoleApi): Promise<Polling | undefined> {
  try {
    return parsePolling((await api.ask('GET', '/api/v1/meta/polling')).body);
  } catch (error) {
    if (error instanceof ApiError && error.failure.status === 404) return undefined;
    throw error;
  }
}

export function parsePolling(body: unknown): Polling | undefined {
  if (!isObject(body)) return undefined;
  const rateLimit = objectOf(body, 'rateLimit');
  return {
    lastPollAt: textOf(body, 'lastPollAt'),
    caughtUpAt: textOf(body, 'caughtUpAt'),
    holdUntil: textOf(body, 'holdUntil'),
    rateLimit: rateLimit && {
      limit: numberOf(rateLimit, 'limit') ?? 0,
      remaining: numberOf(rateLimit, 'remaining') ?? 0,
      share: numberOf(rateLimit, 'share') ?? 0,
      used: numberOf(rateLimit, 'used') ?? 0,
      resetAt: textOf(rateLimit, 'resetAt'),
    },
  };
}
