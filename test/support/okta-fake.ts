import type { OktaAuthorization } from '../../lambdas/okta/authorization.ts';
import type { Secrets } from '../../lambdas/core/ports.ts';
import type { Cursor } from '../../lambdas/core/position.ts';

/** What a client sent, as the org sees it. */
export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  readonly redirect: string;
  readonly signal: AbortSignal | undefined;
}

export type Reply = (request: SentRequest) => Response | Promise<Response>;

export const ORG = new URL('https://acme.okta.com');

/** A fetch that never leaves the process; `requests` are those it was given. */
export function fakeFetch(reply: Reply): { readonly fetch: typeof fetch; readonly requests: SentRequest[] } {
  const requests: SentRequest[] = [];
  const fake: typeof fetch = async (input, init = {}) => {
    const request: SentRequest = {
      method: init.method ?? 'GET',
      url: new URL(input instanceof Request ? input.url : input),
      headers: new Headers(init.headers),
      body: init.body instanceof URLSearchParams ? init.body.toString() : '',
      redirect: init.redirect ?? 'follow',
      signal: init.signal ?? undefined,
    };
    requests.push(request);
    return reply(request);
  };
  return { fetch: fake, requests };
}

/** One reply after the other; a request too many fails. */
export function inOrder(...replies: (Response | Error)[]): Reply {
  const left = [...replies];
  return ({ method, url }) => {
    const reply = left.shift();
    if (reply instanceof Response) return reply;
    throw reply ?? new Error(`no reply is scripted for ${method} ${url.href}`);
  };
}

export const linkTo = (url: string): string => `<${ORG.origin}/api/v1/logs>; rel="self", <${url}>; rel="next"`;

export interface PageParts {
  readonly next?: string;
  readonly headers?: Record<string, string>;
}

/** A page as Okta answers it; `body` is sent as it is. */
export const pageOf = (
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  { next = `${ORG.origin}/api/v1/logs?after=next&limit=1000`, headers = {} }: PageParts = {},
): Response =>
  new Response(body, { headers: { 'content-type': 'application/json', link: linkTo(next), ...headers } });

export const eventsOf = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ uuid: `event-${index}` })));

/** Okta's error envelope. */
export const errorOf = (
  status: number,
  errorCode: string,
  errorSummary: string,
  headers: Record<string, string> = {},
) =>
  Response.json(
    { errorCode, errorSummary, errorLink: errorCode, errorId: 'oae1', errorCauses: [] },
    { status, headers },
  );

/** What fetch throws when there is no connection: the reason is in the cause. */
export const networkError = (code: string, message: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });

const isCursor = (_url: string): _url is Cursor => true;

/** Any text as a cursor, also one that no client may accept. */
export function cursorOf(url: string): Cursor {
  if (isCursor(url)) return url;
  throw new Error('not reached: every text passes');
}

/** Never aborts. */
export const noTimeout = (): AbortSignal => new AbortController().signal;

/** Authorizes with the first of `tokens`, and with the next one after each renewal. */
export function tokenAuthorization(...tokens: readonly string[]): OktaAuthorization {
  let current = 0;
  return {
    authorize: () => Promise.resolve({ authorization: `SSWS ${tokens[Math.min(current, tokens.length - 1)]}` }),
    renew() {
      current += 1;
      return Promise.resolve();
    },
  };
}

export interface CachedSecrets {
  readonly secrets: Secrets;
  readonly store: (next: string) => void;
  readonly freshReads: () => number;
}

/** Secrets that are cached until they are read fresh; `store` puts another text behind the cache. */
export function cachedSecrets(text: string): CachedSecrets {
  let [stored, cached] = [text, text];
  let freshReads = 0;
  return {
    secrets: {
      read(_id, { fresh = false } = {}) {
        if (fresh) {
          cached = stored;
          freshReads += 1;
        }
        return Promise.resolve(cached);
      },
    },
    store(next) {
      stored = next;
    },
    freshReads: () => freshReads,
  };
}
