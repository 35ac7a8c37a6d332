import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { afterEach, describe, expect, test } from '@jest/globals';

import type { Page } from '../../lambdas/core/position.ts';
import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { type OktaOrgOptions, startOktaOrg } from '../../local/emulators/okta-org.ts';
import { manualClock } from '../support/manual-clock.ts';
import { cachedSecrets, cursorOf, noTimeout } from '../support/okta-fake.ts';
import { serviceApp } from '../support/token-endpoint.ts';

const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function orgWith(options: OktaOrgOptions = {}, { secret = '00token', timeout = noTimeout } = {}) {
  const clock = manualClock();
  const org = await startOktaOrg({ apiToken: '00token', now: clock.now, ...options });
  stops.push(() => org.stop());
  const world = { orgUrl: new URL(org.url), fetch, now: clock.now, timeout };
  const { secrets, store } = cachedSecrets(secret);
  const authorization = oktaAuthorization({ ...world, secrets, secretId: 'okta' });
  const client = systemLogClient({ ...world, authorization, rateLimitShare: 0.5 });
  return { org, client, clock, store, start: client.start(clock.now()) };
}

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' ? address?.port : undefined;
};

/** A server of its own; `seen` is the authorization of each request. */
async function serverThat(answer: (url: string) => [number, Record<string, string>]) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? 'nothing');
    response.writeHead(...answer(request.url ?? '')).end('[]');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  return { url: new URL(`http://127.0.0.1:${portOf(server)}`), seen };
}

const clientOf = (orgUrl: URL) => {
  const world = { orgUrl, fetch, now: manualClock().now, timeout: noTimeout };
  const authorization = oktaAuthorization({
    ...world,
    secrets: cachedSecrets('00token').secrets,
    secretId: 'okta',
  });
  return systemLogClient({ ...world, authorization, rateLimitShare: 1 });
};

const textsOf = (pages: readonly Page[]) => pages.flatMap(({ events }) => events.map(({ json }) => json.toString()));

const eventTexts = (count: number) =>
  Array.from({ length: count }, (_, index) => `{"uuid": "event-${index}", "n":1.${index}0, "s":"é\\u00e9😀"}`);

describe('against the simulated org', () => {
  test('every event arrives byte-true and in order, over full and short pages', async () => {
    const { org, client, clock, start } = await orgWith();
    const texts = eventTexts(2_500);
    clock.pass(1_000);
    org.persist(texts);

    const first = await client.fetchPage(start);
    const second = await client.fetchPage(first.next);
    const third = await client.fetchPage(second.next);
    const tail = await client.fetchPage(third.next);

    expect(textsOf([first, second, third, tail])).toEqual(texts);
    expect([first, second, third, tail].map(({ isFull }) => isFull)).toEqual([true, true, false, false]);
  });

  test('a service app with DPoP reads, and gets a new token when its old one has expired', async () => {
    const app = serviceApp();
    const oauthClient = {
      clientId: '0oaapp',
      publicKey: app.publicKey.export({ format: 'jwk' }),
      requireDpop: true,
    };
    const { org, client, clock, start } = await orgWith({ oauthClient }, { secret: app.secret });

    const first = await client.fetchPage(start);
    clock.pass(3_600_000);
    await client.fetchPage(first.next);

    expect(org.requests.map(({ path, status }) => `${status} ${path}`)).toEqual([
      '400 /oauth2/v1/token',
      '200 /oauth2/v1/token',
      '200 /api/v1/logs',
      '200 /oauth2/v1/token',
      '200 /api/v1/logs',
    ]);
  });

  test('a service app that must use DPoP and does not is told so', async () => {
    const app = serviceApp('0oaapp', { dpop: false });
    const oauthClient = {
      clientId: '0oaapp',
      publicKey: app.publicKey.export({ format: 'jwk' }),
      requireDpop: true,
    };
    const { client, start } = await orgWith({ oauthClient }, { secret: app.secret });

    await expect(client.fetchPage(start)).rejects.toMatchObject({
      code: 'OKTA_UNAUTHORIZED',
      message: expect.stringContaining('invalid_dpop_proof'),
    });
  });

  test('a rotated API token is found out by the refusal of the old one', async () => {
    const { org, client, store, start } = await orgWith({}, { secret: '00revoked' });
    store('00token');

    await client.fetchPage(start);

    expect(org.requests.map(({ status }) => status)).toEqual([401, 200]);
  });

  test.each([
    ['the end of the connection before the answer', { kind: 'reset' }, 'OKTA_UNAVAILABLE'],
    ['the end of the connection in the body', { kind: 'cut' }, 'OKTA_UNAVAILABLE'],
    ['a server error', { kind: 'server-error', status: 502 }, 'OKTA_UNAVAILABLE'],
    ['HTML', { kind: 'not-json' }, 'OKTA_PAGE_INVALID'],
    ['an object', { kind: 'not-a-list' }, 'OKTA_PAGE_INVALID'],
    ['a page without a next link', { kind: 'no-next' }, 'OKTA_PAGE_INVALID'],
    ['a next link to a look-alike', { kind: 'foreign-next' }, 'OKTA_LINK_REFUSED'],
    ['a refused cursor', { kind: 'cursor-refused' }, 'CURSOR_REFUSED'],
    ['a 429 without headers', { kind: 'rate-limited', headersOmitted: true }, 'OKTA_RATE_LIMITED'],
    ['a 429 of a window that has ended', { kind: 'rate-limited', resetInSeconds: -30 }, 'OKTA_RATE_LIMITED'],
  ] as const)('%s loses nothing: the same cursor gives the page afterwards', async (_, fault, code) => {
    const { org, client, clock, start } = await orgWith();
    clock.pass(1_000);
    org.persist(eventTexts(3));
    org.answerNext(fault);

    await expect(client.fetchPage(start)).rejects.toMatchObject({ code });
    clock.pass(60_000);

    await expect(client.fetchPage(start).then((page) => textsOf([page]))).resolves.toEqual(eventTexts(3));
  });

  test('an answer that does not come ends with the time limit', async () => {
    const limit = new AbortController();
    const giveUp = () => limit.abort(new DOMException('too late', 'TimeoutError'));
    const { org, client, start } = await orgWith({ onRequest: giveUp }, { timeout: () => limit.signal });
    org.answerNext({ kind: 'hang' });

    await expect(client.fetchPage(start)).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringContaining('timed out'),
    });
  });

  test('half of the requests a minute are ours, and none is answered with 429', async () => {
    const { org, client, clock, start } = await orgWith({ requestsPerMinute: 20 });
    let refused = 0;

    for (let second = 0; second < 300; second += 1) {
      clock.pass(1_000);
      await client.fetchPage(start).catch(() => (refused += 1));
    }

    expect(org.requests.every(({ status }) => status === 200)).toBe(true);
    expect(org.requests.length).toBeGreaterThanOrEqual(40);
    expect(org.requests.length).toBeLessThanOrEqual(60);
    expect(refused).toBe(300 - org.requests.length);
  });
});

describe('real connections', () => {
  test('credentials do not follow a redirect', async () => {
    const elsewhere = await serverThat(() => [200, {}]);
    const org = await serverThat(() => [302, { location: elsewhere.url.href }]);

    const fetched = clientOf(org.url).fetchPage(cursorOf(`${org.url.origin}/api/v1/logs`));

    await expect(fetched).rejects.toMatchObject({ code: 'OKTA_REJECTED' });
    expect([org.seen, elsewhere.seen]).toEqual([['SSWS 00token'], []]);
  });

  test('a port that nobody listens on is named with the cause', async () => {
    const org = await serverThat(() => [200, {}]);
    await Promise.all(stops.splice(0).map((stop) => stop()));

    const fetched = clientOf(org.url).fetchPage(cursorOf(`${org.url.origin}/api/v1/logs`));

    await expect(fetched).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringMatching(/^Okta \(127\.0\.0\.1:\d+\) gave no whole answer: ECONNREFUSED/),
    });
  });
});
