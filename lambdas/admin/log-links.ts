import { cursorTo, type LogPlace } from './log-cursor.ts';
import {
  DEFAULT_LIMIT,
  DEFAULT_SORT_ORDER,
  LOG_PARAMETERS,
  type LogParameters,
  type LogQuery,
} from './log-parameters.ts';
import type { AdminRequest } from './request.ts';

/** Values of `Link`, one a header line: to this page, and to the next one if there is one. */
export function logLinks(
  request: Pick<AdminRequest, 'origin' | 'path'>,
  { given, untilMs }: Pick<LogQuery, 'given' | 'untilMs'>,
  next: LogPlace | undefined,
): string[] {
  const link = (rel: string, parameters: LogParameters): string => `<${urlOf(request, parameters)}>; rel="${rel}"`;
  const self = link('self', given);
  if (!next) return [self];

  const { since: _since, ...kept } = given;
  // What a bounded request ends at must not move from page to page.
  const until = next.order !== 'polling' && { until: new Date(untilMs).toISOString() };
  return [self, link('next', { ...kept, ...until, after: cursorTo(next) })];
}

const DEFAULTS: LogParameters = { limit: String(DEFAULT_LIMIT), sortOrder: DEFAULT_SORT_ORDER };

function urlOf({ origin, path }: Pick<AdminRequest, 'origin' | 'path'>, parameters: LogParameters): string {
  const query = LOG_PARAMETERS.flatMap((name) => {
    const value = parameters[name];
    return value === undefined || value === DEFAULTS[name] ? [] : [`${name}=${encoded(value)}`];
  });
  return [`${origin}${path}`, ...(query.length > 0 ? [query.join('&')] : [])].join('?');
}

/** Half a surrogate pair has no encoding. A blank is %20: not everybody who signs or decodes a URL knows + for it. */
const encoded = (value: string): string => encodeURIComponent(value.toWellFormed());
