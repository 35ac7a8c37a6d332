import type { LogEvent } from './log-event.ts';
import { publishedMs } from './log-event.ts';

/** The link to fetch next: Okta's `next`, or the first link of a polling request. Follow it, store it, never parse it. */
export type Cursor = string & { readonly __brand: 'Cursor' };

/**
 * A place in the System Log: right after event `after`. Okta orders a polling request by persistence, and that
 * order never changes, so two positions with the same `after` are the same place whatever their cursors.
 */
export interface Position {
  readonly cursor: Cursor;
  /** Id of the last event at or before the position; absent until the first event is seen. */
  readonly after?: string | undefined;
  /** True when the page behind `cursor` begins before `after`; a reader then drops everything up to and including it. */
  readonly midPage: boolean;
  /** When the event `after` was published, as far as it can be told; where to restart if Okta refuses the cursor. */
  readonly published?: string | undefined;
  /** Events between the start of the stream and here. The backlog is the difference of two counts. */
  readonly count: number;
}

/** One answer of the System Log API. */
export interface Page {
  readonly cursor: Cursor;
  readonly events: readonly LogEvent[];
  /** Okta sends a `next` link with every page, also an empty one. */
  readonly next: Cursor;
  /** As many events as were asked for: there may be more behind `next`. */
  readonly isFull: boolean;
}

export const startAt = (cursor: Cursor): Position => ({ cursor, midPage: false, count: 0 });

/** Equal keys, same place. */
export const placeKey = (position: Position): string =>
  position.after === undefined ? `cursor ${position.cursor}` : `after ${position.after}`;

export const isSamePlace = (a: Position, b: Position): boolean => placeKey(a) === placeKey(b);

/** The page without what lies at or before `position`. The first copy of `after` counts: repeating is safe, skipping is not. */
export function eventsAfter(position: Position, page: Page): readonly LogEvent[] {
  if (!position.midPage) return page.events;
  const index = page.events.findIndex((event) => event.id === position.after);
  return page.events.slice(index + 1);
}

/** The position behind `events`, the next ones after `from`, with the rest of their page still to come. */
export function positionInPage(from: Position, events: readonly LogEvent[], page: Cursor): Position {
  const last = events.at(-1);
  if (!last) return from;
  return {
    cursor: page,
    after: last.id,
    midPage: true,
    published: lastPublished(events) ?? from.published,
    count: from.count + events.length,
  };
}

/** The position behind a whole page, of which `events` are what lies after `from`. */
export const positionBehind = (from: Position, events: readonly LogEvent[], page: Page): Position => ({
  ...positionInPage(from, events, page.cursor),
  cursor: page.next,
  midPage: false,
});

function lastPublished(events: readonly LogEvent[]): string | undefined {
  const last = events.findLast((event) => publishedMs(event) !== undefined);
  const ms = last && publishedMs(last);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
