import { afterEach, describe, expect, test } from '@jest/globals';
import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { type BoundedClient, expectBombRefused, expectHungUp, expectTimedOut } from '../support/bounded-answers.ts';
import { ENCODINGS, hostileServers, timeLimit } from '../support/hostile-servers.ts';
import { manualClock } from '../support/manual-clock.ts';
import { cachedSecrets } from '../support/okta-fake.ts';
import { serviceApp } from '../support/token-endpoint.ts';

const TOKEN = JSON.stringify({
  token_type: 'Bearer',
  expires_in: 3_600,
  access_token: 'stolen',
  scope: 'okta.logs.read',
});
const JSON_TYPE = { 'content-type': 'application/json' };

const servers = hostileServers();
afterEach(servers.stopAll);

/** The headers of a request whose token comes from this org. */
const authorized: BoundedClient<unknown>['call'] = ({ url, fetch, timeout }) => {
  const { secrets } = cachedSecrets(serviceApp('0oaapp', { dpop: false }).secret);
  const { authorize } = oktaAuthorization({
    orgUrl: url,
    secrets,
    secretId: 'okta',
    fetch,
    now: manualClock().now,
    timeout,
  });
  return authorize({ method: 'GET', url: new URL('/api/v1/logs', url) });
};

const TOKEN_ENDPOINT: BoundedClient<unknown> = {
  servers,
  call: authorized,
  headers: () => JSON_TYPE,
  text: TOKEN,
  limitBytes: 65_536,
  tooLong: (authorizing) =>
    expect(authorizing).rejects.toMatchObject({
      code: 'OKTA_REJECTED',
      message: expect.stringMatching(/gave no access token but more than 65536 bytes$/),
    }),
  timedOut: (authorizing) =>
    expect(authorizing).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringMatching('timed out'),
    }),
};

describe('a token endpoint that means ill', () => {
  test.each(ENCODINGS)('is read no further than 64 KB of what it has packed by %s', (encoding) =>
    expectBombRefused(TOKEN_ENDPOINT, encoding),
  );

  test.each([
    ['a token', 200, 'OKTA_REJECTED'],
    ['a refusal', 400, 'OKTA_REJECTED'],
    ['an outage', 503, 'OKTA_UNAVAILABLE'],
  ])('is hung up on when %s has no end', (_what, status, code) =>
    expectHungUp(
      { ...TOKEN_ENDPOINT, tooLong: (authorizing) => expect(authorizing).rejects.toMatchObject({ code }) },
      status,
    ),
  );

  test('has no longer than its time limit, however steadily it drips', () => expectTimedOut(TOKEN_ENDPOINT));

  test.each([301, 302, 303, 307, 308])('leads the assertion nowhere with %i', async (status) => {
    const elsewhere = await servers.listen((_request, response) => response.writeHead(200, JSON_TYPE).end(TOKEN));
    const { url } = await servers.listen((_request, response) =>
      response.writeHead(status, { location: elsewhere.url.href }).end(),
    );

    await expect(authorized({ url, fetch, timeout: timeLimit().timeout })).rejects.toMatchObject({
      code: 'OKTA_REJECTED',
      message: expect.stringContaining('never follow a redirect'),
    });
    expect(elsewhere.seen).toEqual([]);
  });
});
