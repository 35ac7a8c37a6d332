import type { Cursor } from '../core/position.ts';

/** Okta: a page has at most 1,000 events, and 100 when no limit is given. */
export const MAX_LIMIT = 1_000;

/** The first link of a polling request, which has no `until`: everything persisted from `since` on, oldest first. */
export const firstCursor = (orgUrl: URL, since: Date): Cursor =>
  `${orgUrl.origin}/api/v1/logs?since=${since.toISOString()}&sortOrder=ASCENDING&limit=${MAX_LIMIT}` as Cursor;
