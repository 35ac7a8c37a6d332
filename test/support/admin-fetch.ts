import type { AdminApi } from './admin-api.ts';

/** A `fetch` whose requests the admin function answers, without a network between them. */
export const adminFetch =
  ({ ask }: Pick<AdminApi, 'ask'>): typeof fetch =>
  async (url, { method = 'GET', headers, body } = {}) => {
    const sent = Object.fromEntries(new Headers(headers ?? {}));
    const text = typeof body === 'string' ? { body } : {};
    const { href } = new URL(url instanceof Request ? url.url : url);
    const answer = await ask(method, href, { headers: sent, ...text });
    return new Response(answer.status === 204 ? null : answer.text, {
      status: answer.status,
      headers: { ...answer.headers },
    });
  };
