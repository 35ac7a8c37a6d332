import { HASHED_ID_PREFIX, type LogEvent, publishedMs } from './log-event.ts';

/**
 * The link to fetch next: Okta's `next`, or the first link of a polling request. Follow it, store it, never parse it.
 */
export type Cursor = string & { readonly __brand: 'Cursor' };

/**
 * A place in the System Log: right after event `after`. Okta orders a polling request by persistence, and that
 * order never changes, so two positions with the same `after` are the same place whatever their cursors.
 */
export interface Position {
  readonly cursor: Cursor;
  /** Id of the last event at or before the position; absent until the first event is seen. */
  readonly after?: string | undefined;
  /**
   * True when the page behind `cursor` begins before `after`; a reader then drops everything up to and including it.
   */
  readonly midPage: boolean;
  /**
   * What lies behind the position was persisted no earlier, as far as can be told: the time of the read at the tail of
   * the log, the last event's `published` within it. Where to restart if Okta refuses the cursor.
   */
  readonly asOf?: string | undefined;
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

/** `since`: the moment that the cursor begins at, unless it is the stream's creation. */
export const startAt = (cursor: Cursor, since?: Date): Position => ({
  cursor,
  midPage: false,
  ...(since && { asOf: since.toISOString() }),
  count: 0,
});

/** Equal keys, same place. Where the last event does not tell the place, only the same cursor does. */
export const placeKey = ({ cursor, after, midPage }: Position): string =>
  after !== undefined && isUnique(after) ? `after ${after}` : JSON.stringify([cursor, after, midPage]);

/** Okta's uuids are; the hash of an event without one is shared by every event with the same text. */
export const isUnique = (id: string): boolean => !id.startsWith(HASHED_ID_PREFIX);

/**
 * The page without what lies at or before `position`. The first copy of `after` counts: repeating is safe, skipping is
 * not.
 */
export function eventsAfter(position: Position, page: Page): readonly LogEvent[] {
  if (!position.midPage) return page.events;
  const index = page.events.findIndex((event) => event.id === position.after);
  return page.events.slice(index + 1);
}

/** The position behind `events`, the next ones after `from`, with the rest of their page still to come. */
export function positionInPage(from: Position, events: readonly LogEvent[], page: Cursor, now: Date): Position {
  const last = events.at(-1);
  if (!last) return from;
  return {
    cursor: page,
    after: last.id,
    midPage: true,
    asOf: lastPublished(events, now) ?? from.asOf,
    count: from.count + events.length,
  };
}

/** The position behind a whole page, of which `events` are what lies after `from`. */
export function positionBehind(from: Position, events: readonly LogEvent[], page: Page, now: Date): Position {
  const last = positionInPage(from, events, page.cursor, now);
  const asOf = page.isFull ? last.asOf : now.toISOString();
  return { ...last, asOf, cursor: page.next, midPage: false };
}

/** A `published` after the event was read says nothing about when it was persisted. */
function lastPublished(events: readonly LogEvent[], now: Date): string | undefined {
  const last = events.findLast((event) => publishedMs(event) !== undefined);
  const ms = last && publishedMs(last);
  return ms === undefined ? undefined : new Date(Math.min(ms, now.getTime())).toISOString();
}
