import type { Clock, StreamStore } from '../core/ports.ts';
import { ok, type Route } from './route.ts';

/**
 * An extension of Okta's API: how polling goes, and how much of Okta's rate limit it uses. Noted once a minute, so the
 * window may have ended that it tells of; `resetAt` says when.
 */
export const pollingRoutes = (deps: { readonly streams: StreamStore; readonly now: Clock }): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/meta/polling',
    async handle() {
      const { polling } = await deps.streams.load();
      const now = deps.now();
      const { at, tailAt, window } = polling.seen ?? {};
      const isHeld = polling.holdUntil !== undefined && polling.holdUntil > now;
      return ok({
        ...(at !== undefined && { lastPollAt: at }),
        ...(tailAt !== undefined && { caughtUpAt: tailAt }),
        ...(isHeld && { holdUntil: polling.holdUntil?.toISOString() }),
        ...(window && { rateLimit: window }),
      });
    },
  },
];
