import type { LogStream } from '../core/log-stream.ts';
import { invalid } from './invalid.ts';
import { single } from './parameters.ts';
import type { AdminRequest } from './request.ts';
import { parseStreamFilter } from './stream-filter.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 200;

/** One page of the list of log streams, oldest first, and the links to it and to the next. */
export function streamPage(
  streams: readonly LogStream[],
  request: AdminRequest,
): { readonly streams: readonly LogStream[]; readonly links: readonly string[] } {
  const limit = limitOf(single(request, 'limit'));
  const after = single(request, 'after');
  const filter = single(request, 'filter');
  const from = after === undefined ? '' : placeIn(after);
  const wanted = filter === undefined ? undefined : parseStreamFilter(filter);

  const rest = streams
    .filter((stream) => !wanted || stream[wanted.attribute] === wanted.value)
    .filter((stream) => placeOf(stream) > from)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const link = (rel: string, cursor: string | undefined): string =>
    `<${urlOf(request, { after: cursor, filter, limit: String(limit) })}>; rel="${rel}"`;
  const next = last && rest.length > limit ? [link('next', cursorOf(placeOf(last)))] : [];
  return { streams: page, links: [link('self', after), ...next] };
}

/** `created` first: a stream made while somebody pages through comes behind what he has seen. */
const placeOf = ({ created, id }: LogStream): string => `${created} ${id}`;

const PLACE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \w+$/;

const cursorOf = (place: string): string => Buffer.from(place).toString('base64url');

function placeIn(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (PLACE.test(place) && cursorOf(place) === cursor) return place;
  throw invalid('after', ['after: it must be taken from a link that this API sent']);
}

function limitOf(given: string | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw invalid('limit', [`limit: it must be a whole number from 1 to ${MAX_LIMIT}`]);
}

function urlOf({ origin, path }: AdminRequest, query: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
  // A blank as %20: not every signer and gateway takes a plus sign for one.
  return `${origin}${path}?${parameters.toString().replaceAll('+', '%20')}`;
}
