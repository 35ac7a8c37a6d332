import { LogStreamingError, RateLimitedError } from '../core/errors.ts';
import type { Clock, SystemLog } from '../core/ports.ts';
import type { Cursor, Page } from '../core/position.ts';
import type { OktaAuthorization } from './authorization.ts';
import { firstCursor, MAX_LIMIT } from './first-cursor.ts';
import { nextLink } from './next-link.ts';
import { pageEvents } from './page-events.ts';
import { answered, blockedUntil, rateBudget, requested, unanswered, windowOf } from './rate-limit.ts';
import { readUtf8 } from './read-utf8.ts';
import { refusalOf } from './refusal.ts';
import { unavailable } from './unavailable.ts';
import { USER_AGENT } from './user-agent.ts';

export interface SystemLogClientOptions {
  /** Only its origin counts. */
  readonly orgUrl: URL;
  readonly authorization: OktaAuthorization;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
  /** Part of Okta's rate limit that is ours, above 0, at most 1. */
  readonly rateLimitShare: number;
  /** For one request, its body included. @default 35,000: Okta gives a query 30 s and then answers 500 */
  readonly requestTimeoutMs?: number;
}

/** Okta: what a link without a limit asks for. */
const DEFAULT_LIMIT = 100;
const DEFAULT_REQUEST_TIMEOUT_MS = 35_000;
/** Ten times a page of large events. Of the function's 256 MB such a page takes 180 while it is cut and packed. */
const MAX_PAGE_BYTES = 24 * 1024 * 1024;

/** A 200, not yet read, or what the answer means instead. */
type Answer =
  { readonly response: Response; readonly credentials: readonly string[] } | { readonly refusal: LogStreamingError };

/**
 * Okta's System Log by polling requests: no `until`, ascending, and from then on only `next` links. Credentials go to
 * the org's own origin and nowhere else: not to a cursor that points elsewhere, and not behind a redirect.
 */
export function systemLogClient(options: SystemLogClientOptions): SystemLog {
  const { orgUrl, authorization, now, requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS } = options;
  const { host, origin } = orgUrl;
  let budget = rateBudget(options.rateLimitShare);
  let requests = 0;
  let rateLimited = 0;

  const failIfBlocked = () => {
    const blocked = blockedUntil(budget, now());
    if (!blocked) return;
    const { reason, retryAt } = blocked;
    throw new RateLimitedError(`${reason}; no request before ${retryAt.toISOString()}`, retryAt);
  };

  const request = async (url: URL, authorizationHeaders: Record<string, string>): Promise<Response> => {
    budget = requested(budget);
    requests += 1;
    try {
      const response = await options.fetch(url, {
        headers: { ...authorizationHeaders, accept: 'application/json', 'user-agent': USER_AGENT },
        redirect: 'manual',
        signal: options.timeout(requestTimeoutMs),
      });
      budget = answered(budget, response, now());
      if (response.status === 429) rateLimited += 1;
      return response;
    } catch (error) {
      budget = unanswered(budget);
      throw unavailable(host, error, requestTimeoutMs);
    }
  };

  const ask = async (url: URL): Promise<Answer> => {
    failIfBlocked();
    const headers = await authorization.authorize({ method: 'GET', url });
    // Other requests may have left in the meantime.
    failIfBlocked();
    const response = await request(url, headers);
    const credentials = Object.values(headers).map((value) => value.slice(value.lastIndexOf(' ') + 1));
    if (response.status === 200) return { response, credentials };
    return { refusal: await refusalOf(response, { host, now: now(), credentials }) };
  };

  const askWithRenewal = async (url: URL): Promise<Answer> => {
    const answer = await ask(url);
    if (!('refusal' in answer) || answer.refusal.code !== 'OKTA_UNAUTHORIZED') return answer;
    await authorization.renew();
    return ask(url);
  };

  return {
    start: (since) => firstCursor(orgUrl, since),
    usage: () => ({ requests, rateLimited, window: windowOf(budget) }),

    async fetchPage(cursor): Promise<Page> {
      const url = new URL(cursorIn(origin, cursor, 'cursor'));
      const answer = await askWithRenewal(url);
      if ('refusal' in answer) throw answer.refusal;
      const { response, credentials } = answer;

      const page = await readUtf8(response, MAX_PAGE_BYTES).catch((error: unknown) => {
        throw error instanceof LogStreamingError ? error : unavailable(host, error, requestTimeoutMs);
      });
      const contentType = response.headers.get('content-type');
      const events = pageEvents(page, { contentType, credentials });
      const next = cursorIn(origin, nextLink(response.headers.get('link')), 'next link');
      if (next === cursor && events.length > 0) throw standsStill(events.length);
      return { cursor, events, next, isFull: events.length >= limitAsked(url) };
    },
  };
}

/** Fails with OKTA_LINK_REFUSED unless the link leads to the org itself; both origins are named. */
function cursorIn(origin: string, link: string, what: string): Cursor {
  if (isCursorIn(origin, link)) return link;
  const url = URL.parse(link);
  const whose = url ? originOf(url) : 'no absolute URL';
  const got = whose === origin ? `a user name or password at ${origin}` : whose;
  throw new LogStreamingError('OKTA_LINK_REFUSED', `a ${what} must be a URL of ${origin}; got ${got}`);
}

/** Whole origins are compared: a host that merely contains or begins with the org's is another host. */
function isCursorIn(origin: string, link: string): link is Cursor {
  const url = URL.parse(link);
  return url !== null && originOf(url) === origin && url.username === '' && url.password === '';
}

/** Not `URL.origin`, which for a `blob:` URL is that of the URL inside it. */
const originOf = ({ protocol, host }: URL): string => `${protocol}//${host}`;

/**
 * How many events were asked for. The cursor stays opaque but for this: Okta keeps `limit` in its links, and a stored
 * link may carry another one than ours. A wrong guess costs a request or a tick, never an event.
 */
function limitAsked(url: URL): number {
  const limit = Number(url.searchParams.get('limit') ?? DEFAULT_LIMIT);
  return limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT;
}

const standsStill = (count: number) =>
  new LogStreamingError(
    'OKTA_PAGE_INVALID',
    `a page of ${count} events must have a next link that leads on; got the page's own, which would repeat it for ever`,
  );
