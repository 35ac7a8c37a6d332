import type { LifecycleLog, LoggedEvent } from '../core/ports.ts';
import type { LogPlace } from './log-cursor.ts';
import { logLinks } from './log-links.ts';
import { type LogQuery, readLogQuery } from './log-parameters.ts';
import type { AdminRequest } from './request.ts';

export interface LogPage {
  /** LogEvents, the JSON of each as it was logged. */
  readonly events: readonly string[];
  /** Values of `Link`, one a header line. */
  readonly links: readonly string[];
}

/** Lambda: an answer has at most 6 MB, of which encoding as base64 takes a quarter. */
const MAX_PAGE_BYTES = 4_000_000;

/** How much earlier than it happened an event may have arrived, as clocks go. */
const CLOCKS_MS = 3_600_000;

/** `GET /api/v1/logs`, for the log of lifecycle events. Fails with an OktaError. */
export async function queryLogs(
  log: Pick<LifecycleLog, 'read'>,
  request: Pick<AdminRequest, 'query' | 'origin' | 'path'>,
  now: Date,
): Promise<LogPage> {
  const query = readLogQuery(request, now);
  const { events, next } =
    query.from.order === 'polling' ? await pollingPage(log, query, now) : await boundedPage(log, query, now);
  return { events, links: logLinks(request, query, next) };
}

interface Found {
  readonly events: readonly string[];
  readonly next: LogPlace | undefined;
}

/**
 * In the order of arrival, without an end: there is always a next place, also behind an empty page. It is right behind
 * the last event looked at, so nothing is skipped, nothing comes twice and nothing filtered out is looked at again.
 */
async function pollingPage(log: Pick<LifecycleLog, 'read'>, query: LogQuery, now: Date): Promise<Found> {
  const { from, limit, matches } = query;
  const page = pageOf(limit);
  let { sequence } = from;
  for await (const event of log.read({ after: sequence, order: 'ASCENDING', now })) {
    const isWanted = Date.parse(event.persistedAt) >= from.sinceMs && matches(event);
    if (isWanted && !page.takes(event)) break;
    sequence = event.sequence;
  }
  return { events: page.events, next: { ...from, sequence } };
}

/** By `published`, and finite: the last page has no next place. What arrives behind it later stays unseen. */
async function boundedPage(log: Pick<LifecycleLog, 'read'>, query: LogQuery, now: Date): Promise<Found> {
  const { from, limit } = query;
  const page = pageOf(limit);
  let last: LoggedEvent | undefined;
  const candidates = await firstOf(limit + 1, log, query, now);
  for (const event of candidates) {
    if (!page.takes(event)) break;
    last = event;
  }
  const hasMore = candidates.length > page.events.length;
  return {
    events: page.events,
    next: hasMore && last ? { ...from, sequence: last.sequence, publishedMs: Date.parse(last.published) } : undefined,
  };
}

/** The first `count` events of a bounded request, in its order. */
async function firstOf(
  count: number,
  log: Pick<LifecycleLog, 'read'>,
  { from, untilMs, matches }: LogQuery,
  now: Date,
): Promise<readonly LoggedEvent[]> {
  const direction = from.order === 'descending' ? -1 : 1;
  const inOrder = (a: PublishedPlace, b: PublishedPlace): number =>
    direction * (Date.parse(a.published) - Date.parse(b.published) || a.sequence - b.sequence);
  const start = { published: new Date(from.publishedMs).toISOString(), sequence: from.sequence };

  const found: LoggedEvent[] = [];
  for await (const event of log.read({ order: 'DESCENDING', now })) {
    if (Date.parse(event.persistedAt) < from.sinceMs - CLOCKS_MS) break;
    const ms = Date.parse(event.published);
    const isWithin = ms >= from.sinceMs && ms < untilMs && (from.sequence === 0 || inOrder(event, start) > 0);
    if (isWithin && matches(event)) found.push(event);
  }
  return found.toSorted(inOrder).slice(0, count);
}

type PublishedPlace = Pick<LoggedEvent, 'published' | 'sequence'>;

/** A page that is filled as far as it may be. One event it always takes, however large, if its limit is not zero. */
function pageOf(limit: number) {
  const events: string[] = [];
  let bytes = 0;
  return {
    events,
    takes({ json }: LoggedEvent): boolean {
      const size = Buffer.byteLength(json);
      if (events.length >= limit || (events.length > 0 && bytes + size > MAX_PAGE_BYTES)) return false;
      events.push(json);
      bytes += size;
      return true;
    },
  };
}
