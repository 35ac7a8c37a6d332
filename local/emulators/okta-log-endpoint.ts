import type { Answer } from './okta-answer.ts';
import type { BoundedPlace, Place, PollingPlace, PublishedPlace } from './okta-cursors.ts';
import { type LogQuery, readLogQuery } from './okta-log-query.ts';
import type { EventLog, PersistedEvent } from './okta-event-log.ts';

/** Okta keeps events for 90 days; older ones are left out without a word. */
const RETENTION_MS = 90 * 86_400_000;

interface LogPage {
  readonly events: readonly PersistedEvent[];
  readonly next: Place | undefined;
}

/** `GET /api/v1/logs`. The url is the one that was asked for, in full: links are made of it. */
export function answerLogRequest(
  log: EventLog,
  url: URL,
  { now, linkStyle }: { readonly now: Date; readonly linkStyle: 'lines' | 'joined' },
): Answer {
  const query = readLogQuery(url.searchParams, log, now);
  if ('status' in query) return query;

  const page = readPage(log, query, now);
  const links = [`<${url.href}>; rel="self"`];
  if (page.next) links.push(`<${nextUrl(url, log.cursorTo(page.next))}>; rel="next"`);

  return {
    status: 200,
    // RFC 9110: several lines of one field and one comma-joined line mean the same. Okta has sent both.
    headers: { 'Content-Type': 'application/json', Link: linkStyle === 'lines' ? links : links.join(', ') },
    body: arrayOf(page.events),
  };
}

function readPage(log: EventLog, query: LogQuery, now: Date): LogPage {
  const earliestMs = Math.max(query.from.sinceMs, now.getTime() - RETENTION_MS);
  return query.from.kind === 'polling'
    ? pollingPage(log, query.from, { ...query, earliestMs })
    : boundedPage(log, query.from, { ...query, earliestMs });
}

type PageLimits = Pick<LogQuery, 'limit' | 'matches'> & { readonly earliestMs: number };

/** In persistence order, without an end: there is always a next place, also behind an empty page. */
function pollingPage(log: EventLog, place: PollingPlace, { limit, matches, earliestMs }: PageLimits): LogPage {
  const page: PersistedEvent[] = [];
  let order = Math.max(place.order, log.firstPersistedFrom(earliestMs));
  for (; order < log.count && page.length < limit; order += 1) {
    const event = log.at(order);
    if (event && matches(event)) page.push(event);
  }
  return { events: page, next: { ...place, order } };
}

/** By `published`, and finite: the last page has no next place. What is persisted behind it later stays unseen. */
function boundedPage(log: EventLog, place: BoundedPlace, { limit, matches, earliestMs }: PageLimits): LogPage {
  const inOrder = (a: PublishedPlace, b: PublishedPlace) =>
    (a.publishedMs - b.publishedMs || a.order - b.order) * (place.isDescending ? -1 : 1);

  const rest = log
    .where(matches)
    .filter(isPublished)
    .filter(({ publishedMs }) => publishedMs >= earliestMs && publishedMs < place.untilMs)
    .filter((event) => !place.after || inOrder(event, place.after) > 0)
    .toSorted(inOrder);

  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const hasMore = last !== undefined && rest.length > page.length;
  return {
    events: page,
    next: hasMore ? { ...place, after: { publishedMs: last.publishedMs, order: last.order } } : undefined,
  };
}

const isPublished = (event: PersistedEvent): event is PersistedEvent & PublishedPlace =>
  event.publishedMs !== undefined;

/** Okta: the next link keeps limit and filter; `since` gives way to the cursor. */
function nextUrl(url: URL, cursor: string): string {
  const next = new URL(url);
  next.searchParams.delete('since');
  next.searchParams.set('after', cursor);
  return next.href;
}

const COMMA = Buffer.from(',');

/** The stored bytes between brackets; nothing is serialised again. */
function arrayOf(events: readonly PersistedEvent[]): Buffer {
  const parts = events.flatMap((event, index) => (index === 0 ? [event.bytes] : [COMMA, event.bytes]));
  return Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]);
}
