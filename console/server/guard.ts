import { createHash, timingSafeEqual } from 'node:crypto';
import { type Answer, refusal } from './answer.ts';

/** Headers of a request, as Node has them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The page sends the key with every request to the API. */
export const KEY_HEADER = 'x-console-key';

/**
 * A host name that someone else's DNS points to this machine is not ours: without this check a page of theirs would be
 * of one origin with the console.
 */
export function refuseForeignHost({ host }: Headers, port: number): Answer | undefined {
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return undefined;
  return refusal(403, 'CONSOLE_HOST_REFUSED', `the console answers at http://127.0.0.1:${port} only`);
}

/**
 * Requests go out with the admin's credentials, so they must come from the console's own page: it alone has the key, no
 * other page can send the header, and no other user of this machine knows it.
 */
export function refuseStranger(method: string, headers: Headers, port: number, key: string): Answer | undefined {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn = origin === `http://127.0.0.1:${port}` || origin === `http://localhost:${port}`;
  const isForeign = origin === undefined ? method !== 'GET' : !isOwn;
  if (isForeign || (site !== undefined && site !== 'same-origin')) {
    return refusal(403, 'CONSOLE_ORIGIN_REFUSED', "only the console's own page may send this");
  }
  if (isSame(headers[KEY_HEADER], key)) return undefined;
  return refusal(401, 'CONSOLE_KEY_REFUSED', 'the key of this console is missing or of an earlier run');
}

/** In the same time whatever is wrong. */
const isSame = (given: unknown, key: string): boolean =>
  timingSafeEqual(digest(typeof given === 'string' ? given : ''), digest(key));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
