import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import {
  bomb,
  drip,
  ENCODINGS,
  hostileServers,
  sendEndlessly,
  timeLimit,
  UNREAD_BYTES,
} from '../support/hostile-servers.ts';
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

/** The headers of a request whose token comes from an org that answers so. */
async function authorizedBy(answer: (response: ServerResponse) => unknown, { timeout } = timeLimit()) {
  const { url } = await servers.listen((_request, response) => {
    answer(response);
  });
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
}

describe('a token endpoint that means ill', () => {
  test.each(ENCODINGS)('is read no further than 64 KB of what it has packed by %s', async (encoding) => {
    const { headers, body } = bomb(encoding, TOKEN);

    await expect(
      authorizedBy((response) => response.writeHead(200, { ...JSON_TYPE, ...headers }).end(body)),
    ).rejects.toMatchObject({
      code: 'OKTA_REJECTED',
      message: expect.stringMatching(/gave no access token but more than 65536 bytes$/),
    });
  });

  test.each([
    ['a token', 200, 'OKTA_REJECTED'],
    ['a refusal', 400, 'OKTA_REJECTED'],
    ['an outage', 503, 'OKTA_UNAVAILABLE'],
  ])('is hung up on when %s has no end', async (_what, status, code) => {
    const sent: Promise<number>[] = [];

    await expect(
      authorizedBy((response) => sent.push(sendEndlessly(response, JSON_TYPE, status))),
    ).rejects.toMatchObject({ code });
    expect(await sent[0]).toBeLessThan(UNREAD_BYTES);
  });

  test('has no longer than its time limit, however steadily it drips', async () => {
    const limit = timeLimit();

    await expect(authorizedBy((response) => drip(response, JSON_TYPE, limit.end), limit)).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringMatching('timed out'),
    });
  });

  test.each([301, 302, 303, 307, 308])('leads the assertion nowhere with %i', async (status) => {
    const elsewhere = await servers.listen((_request, response) => response.writeHead(200, JSON_TYPE).end(TOKEN));

    await expect(
      authorizedBy((response) => response.writeHead(status, { location: elsewhere.url.href }).end()),
    ).rejects.toMatchObject({ code: 'OKTA_REJECTED', message: expect.stringContaining('never follow a redirect') });
    expect(elsewhere.seen).toEqual([]);
  });
});
