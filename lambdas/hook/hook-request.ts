import { excerpt } from '../http/excerpt.ts';
import { networkReason } from '../http/network-error.ts';
import { readBody } from '../http/read-body.ts';

/** Okta: "a default timeout of 3 seconds". */
const TIMEOUT_MS = 3_000;

/** A hook has next to nothing to say. */
const MAX_ANSWER_BYTES = 65_536;

export interface HookRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HookAnswer {
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
  readonly body?: string | undefined;
  /** What happened, for people; no secret is in it. */
  readonly says: string;
}

export interface HookConnection {
  readonly fetch: typeof fetch;
  readonly timeout: (ms: number) => AbortSignal;
  readonly url: URL;
}

/** Okta: "an empty answer with 200 or 204". */
export const isAccepted = ({ status }: Pick<HookAnswer, 'status'>): boolean => status === 200 || status === 204;

/** One request with these secrets, of which the last one is used. Never rejects. */
export async function requestHook(
  { fetch, timeout, url }: HookConnection,
  { method, headers, body }: HookRequest,
  secrets: readonly string[],
): Promise<HookAnswer> {
  const signal = timeout(TIMEOUT_MS);
  const hidden = [
    ...secrets.flatMap((secret) => [secret, secret.slice(secret.lastIndexOf(' ') + 1)]),
    ...partsOf(url),
  ];
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers, authorization: secrets.at(-1) ?? '' },
      ...(body !== undefined && { body }),
      // A redirect would take the secret and the event to a host that no admin has named.
      redirect: 'manual',
      signal,
    });
    const { status } = response;
    if (method === 'POST' && isAccepted(response)) {
      // It has the event. Whatever it says besides is not waited for.
      void response.body?.cancel().catch(() => undefined);
      return { status, says: `HTTP ${status}` };
    }
    const text = (await readBody(response, MAX_ANSWER_BYTES))?.toString();
    const shown = text === undefined ? 'a text longer than a hook ever sends' : excerpt(text, hidden) || 'no text';
    return { status, body: text, says: `HTTP ${status}: ${shown}` };
  } catch (error) {
    if (signal.aborted) return { status: undefined, says: `no answer within ${TIMEOUT_MS} ms` };
    return { status: undefined, says: `it could not be reached: ${excerpt(networkReason(error), hidden)}` };
  }
}

/** A URL may be a secret as a whole, and an answer may repeat what was asked for. */
const partsOf = ({ username, password, pathname, search }: URL): string[] => [
  username,
  password,
  search.slice(1),
  ...(pathname === '/' ? [] : [pathname]),
];
