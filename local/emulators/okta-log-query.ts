import { publishedMs } from '../../lambdas/core/log-event.ts';
import { type Answer, oktaError } from './okta-answer.ts';
import type { Place } from './okta-cursors.ts';
import type { EventLog, PersistedEvent } from './okta-event-log.ts';

const DAY_MS = 86_400_000;
const DEFAULT_SINCE_DAYS = 7;
const MAX_SINCE_DAYS = 180;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** What a request to `/api/v1/logs` asks for. */
export interface LogQuery {
  readonly from: Place;
  readonly limit: number;
  readonly matches: (event: PersistedEvent) => boolean;
}

/** Reads the parameters of a request; an Answer is Okta's refusal. */
export function readLogQuery(parameters: URLSearchParams, log: EventLog, now: Date): LogQuery | Answer {
  const limit = readLimit(parameters.get('limit'));
  if (limit === undefined) return invalid('limit', `limit: must be a number from 0 to ${MAX_LIMIT}`);

  const matches = readFilter(parameters);
  if (matches === undefined) return oktaError('E0000031');

  const from = readPlace(parameters, log, now);
  return 'status' in from ? from : { from, limit, matches };
}

function readLimit(text: string | null): number | undefined {
  if (text === null) return DEFAULT_LIMIT;
  return /^\d{1,4}$/.test(text) && Number(text) <= MAX_LIMIT ? Number(text) : undefined;
}

const EVENT_TYPE_IS = /^eventType\s+[eE][qQ]\s+"([^"]+)"$/;

/**
 * Of Okta's filter language this org evaluates `eventType eq "…"`, also several joined by `or`, and no `q`.
 * Anything else is refused: a filter that silently matched everything would make a wrong client look right.
 */
function readFilter(parameters: URLSearchParams): LogQuery['matches'] | undefined {
  if (parameters.has('q')) return undefined;
  const filter = parameters.get('filter');
  if (filter === null) return () => true;

  // Okta: operators in any case, attribute names in this one.
  const names = new Set(filter.split(/\s+or\s+/i).map((term) => EVENT_TYPE_IS.exec(term.trim())?.[1]));
  if (names.has(undefined)) return undefined;
  return ({ eventType }) => eventType !== undefined && names.has(eventType);
}

function readPlace(parameters: URLSearchParams, log: EventLog, now: Date): Place | Answer {
  const after = parameters.get('after');
  if (after === null) return readRange(parameters, now);

  if (parameters.has('since')) return invalid('after', 'after: must not be used together with since');
  // Okta documents neither how long a cursor lives nor what it answers then; a 400 is what clients must expect.
  return log.placeOf(after) ?? invalid('after', 'after: the cursor is not valid');
}

function readRange(parameters: URLSearchParams, now: Date): Place | Answer {
  const until = parameters.get('until');
  const untilMs = until === null ? now.getTime() : readTime(until);
  if (untilMs === undefined) return invalid('until', 'until: must be an ISO 8601 date and time');

  const since = parameters.get('since');
  const sinceMs = since === null ? untilMs - DEFAULT_SINCE_DAYS * DAY_MS : readTime(since);
  if (sinceMs === undefined) return invalid('since', 'since: must be an ISO 8601 date and time');
  if (sinceMs < now.getTime() - MAX_SINCE_DAYS * DAY_MS) return tooLongAgo();

  const sortOrder = parameters.get('sortOrder') ?? 'ASCENDING';
  if (sortOrder !== 'ASCENDING' && sortOrder !== 'DESCENDING') {
    return invalid('sortOrder', 'sortOrder: must be ASCENDING or DESCENDING');
  }
  // Okta: a polling request has no `until` and is ascending; every other one is bounded.
  if (until === null && sortOrder === 'ASCENDING') return { kind: 'polling', order: 0, sinceMs };
  if (untilMs < sinceMs) return invalid('until', 'until: must not lie before since');
  return { kind: 'bounded', sinceMs, untilMs, isDescending: sortOrder === 'DESCENDING' };
}

const readTime = (text: string): number | undefined => publishedMs({ published: text });

const invalid = (parameter: string, cause: string): Answer =>
  oktaError('E0000001', { summary: `Api validation failed: ${parameter}`, cause });

const tooLongAgo = (): Answer =>
  oktaError('E0000053', {
    summary: `Invalid parameter: The since parameter is over ${MAX_SINCE_DAYS} days prior to the current day.`,
  });
