import type { LoggedEvent } from '../core/ports.ts';
import { invalid } from './invalid.ts';
import { type LogOrder, type LogPlace, placeOf } from './log-cursor.ts';
import { logFilter } from './log-filter.ts';
import { logKeywords } from './log-keywords.ts';
import { timeOf } from './log-time.ts';
import { OktaError } from './okta-error.ts';
import { single } from './parameters.ts';
import type { AdminRequest } from './request.ts';

const DAY_MS = 86_400_000;
const DEFAULT_SINCE_DAYS = 7;
const MAX_SINCE_DAYS = 180;
export const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
export const DEFAULT_SORT_ORDER = 'ASCENDING';

/** In the order in which links have them: AWS signs a query sorted by name, and not every client sorts it. */
export const LOG_PARAMETERS = ['after', 'filter', 'limit', 'q', 'since', 'sortOrder', 'until'] as const;
/** As they were given; an empty one counts as none. Okta: a polling request has "an empty or absent `until`". */
export type LogParameters = Readonly<Partial<Record<(typeof LOG_PARAMETERS)[number], string>>>;

/** What a request to `/api/v1/logs` asks for. */
export interface LogQuery {
  readonly given: LogParameters;
  readonly from: LogPlace;
  /** Of bounded requests. */
  readonly untilMs: number;
  readonly limit: number;
  readonly matches: (event: LoggedEvent) => boolean;
}

/** Okta: a polling request has no `until` and is ascending; every other one is bounded. Fails with an OktaError. */
export function readLogQuery(request: Pick<AdminRequest, 'query'>, now: Date): LogQuery {
  const given: LogParameters = Object.fromEntries(
    LOG_PARAMETERS.flatMap((name) => {
      const value = single(request, name);
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const order = orderOf(given);
  const untilMs = timeIn(given, 'until') ?? now.getTime();
  return {
    given,
    from: given.after === undefined ? startOf(given, order, untilMs, now) : continued(given, order, given.after),
    untilMs,
    limit: limitOf(given.limit),
    matches: matcher(given),
  };
}

function orderOf({ until, sortOrder = DEFAULT_SORT_ORDER }: LogParameters): LogOrder {
  if (sortOrder === 'DESCENDING') return 'descending';
  if (sortOrder === 'ASCENDING') return until === undefined ? 'polling' : 'ascending';
  throw invalid('sortOrder', ['sortOrder: it must be ASCENDING or DESCENDING']);
}

function startOf(given: LogParameters, order: LogOrder, untilMs: number, now: Date): LogPlace {
  const sinceMs = timeIn(given, 'since') ?? untilMs - DEFAULT_SINCE_DAYS * DAY_MS;
  if (sinceMs < now.getTime() - MAX_SINCE_DAYS * DAY_MS) {
    const problem = `The since parameter is over ${MAX_SINCE_DAYS} days prior to the current day.`;
    throw new OktaError(400, 'E0000053', `Invalid parameter: ${problem}`);
  }
  if (order !== 'polling' && untilMs < sinceMs) throw invalid('until', ['until: it must not be before since']);
  return { order, sinceMs, sequence: 0, publishedMs: 0 };
}

/** Okta: "since and after are mutually exclusive". */
function continued({ since }: LogParameters, order: LogOrder, after: string): LogPlace {
  if (since !== undefined) throw invalid('after', ['after: it must not be used together with since']);
  const place = placeOf(after);
  if (place?.order === order) return place;
  throw invalid('after', ['after: it must be taken from a link that this API sent, and the link used as it is']);
}

function timeIn(given: LogParameters, name: 'since' | 'until'): number | undefined {
  const text = given[name];
  if (text === undefined) return undefined;
  const ms = timeOf(text);
  if (ms !== undefined) return ms;
  throw invalid(name, [
    `${name}: The date format in your query is not recognized. Please enter dates using ISO8601 string format.`,
    `${name}: must be a valid date-time or empty.`,
  ]);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (limit <= MAX_LIMIT) return limit;
  throw invalid('limit', [`limit: it must be a whole number from 0 to ${MAX_LIMIT}`]);
}

/** Events are parsed for those who ask about what is in them. */
function matcher({ filter, q }: LogParameters): LogQuery['matches'] {
  const conditions = [
    ...(filter === undefined ? [] : [logFilter(filter)]),
    ...(q === undefined ? [] : [logKeywords(q)]),
  ];
  if (conditions.length === 0) return () => true;
  return ({ json }) => {
    const event: unknown = JSON.parse(json);
    return conditions.every((holds) => holds(event));
  };
}
