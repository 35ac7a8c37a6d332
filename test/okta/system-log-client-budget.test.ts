import { expect, test } from '@jest/globals';

import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { manualClock, START } from '../support/manual-clock.ts';
import { cachedSecrets, errorOf, fakeFetch, networkError, noTimeout, ORG, pageOf } from '../support/okta-fake.ts';
import { CURSOR, systemLogOver } from '../support/system-log-over.ts';
import { givesTokens, serviceApp } from '../support/token-endpoint.ts';

/** Headers of an org of four requests a minute, whose windows end at half past each minute. */
function rateHeaders(remaining: number, { limit = 4, at = START } = {}) {
  const windows = Math.floor((at.getTime() / 1_000 - 30) / 60);
  return {
    date: at.toUTCString(),
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(remaining),
    'x-rate-limit-reset': String((windows + 1) * 60 + 30),
  };
}

const rateLimited = (retryAt: string) => ({ code: 'OKTA_RATE_LIMITED', retryAt: new Date(retryAt) });

test('makes no request once our share of the window is used up, until the window has ended', async () => {
  const { fetchPage, requests, clock } = systemLogOver(() => pageOf('[]', { headers: rateHeaders(3) }));
  await fetchPage();
  await fetchPage();

  await expect(fetchPage()).rejects.toMatchObject({
    ...rateLimited('2026-03-01T00:00:31.000Z'),
    message: "our share of Okta's rate limit, 2 of 4, is used up; no request before 2026-03-01T00:00:31.000Z",
  });
  expect(requests).toHaveLength(2);

  clock.pass(31_000);
  await expect(fetchPage()).resolves.toMatchObject({ events: [] });
});

test('answers a 429 with the time until which it then makes no request', async () => {
  const { fetchPage, requests } = systemLogOver(() => errorOf(429, 'E0000047', 'too many requests', rateHeaders(0)));

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-03-01T00:00:31.000Z'));
  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-03-01T00:00:31.000Z'));
  expect(requests).toHaveLength(1);
});

test('takes a 429 about concurrency for a short pause and not for the end of the window', async () => {
  const { fetchPage, clock } = systemLogOver(() =>
    errorOf(429, 'E0000047', 'too many requests', rateHeaders(0, { limit: 0 })),
  );

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-03-01T00:00:05.000Z'));
  clock.pass(5_000);

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-03-01T00:00:10.000Z'));
});

test('goes on without a budget when Okta tells none', async () => {
  const { fetchPage, requests } = systemLogOver(() => pageOf('[]'));

  for (let count = 0; count < 300; count += 1) await fetchPage();

  expect(requests).toHaveLength(300);
});

test('lets requests side by side have no more than our share', async () => {
  const { fetchPage, requests } = systemLogOver(() => pageOf('[]', { headers: rateHeaders(3) }));
  await fetchPage();

  const outcomes = await Promise.allSettled([fetchPage(), fetchPage(), fetchPage()]);

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(requests).toHaveLength(2);
});

test('counts failed requests in their window, and no longer', async () => {
  let isDown = false;
  const { fetchPage, clock } = systemLogOver(() => {
    if (isDown) throw networkError('ECONNRESET', 'read ECONNRESET');
    return pageOf('[]', { headers: rateHeaders(3, { at: clock.now() }) });
  });
  await fetchPage();
  isDown = true;
  await expect(fetchPage()).rejects.toMatchObject({ code: 'OKTA_UNAVAILABLE' });
  await expect(fetchPage()).rejects.toMatchObject({ code: 'OKTA_RATE_LIMITED' });
  clock.pass(31_000);
  await expect(fetchPage()).rejects.toMatchObject({ code: 'OKTA_UNAVAILABLE' });
  isDown = false;

  await expect(fetchPage()).resolves.toMatchObject({ events: [] });
  await expect(fetchPage()).resolves.toMatchObject({ events: [] });
});

test('gets no token for a request that may not be made', async () => {
  const tokens = givesTokens({ expires_in: 1 });
  const { fetch, requests } = fakeFetch((request) =>
    request.method === 'POST' ? tokens(request) : pageOf('[]', { headers: rateHeaders(0) }),
  );
  const world = { orgUrl: ORG, fetch, now: manualClock().now, timeout: noTimeout };
  const { secrets } = cachedSecrets(serviceApp().secret);
  const authorization = oktaAuthorization({ ...world, secrets, secretId: 'okta' });
  const client = systemLogClient({ ...world, authorization, rateLimitShare: 0.5 });
  await client.fetchPage(CURSOR);

  await expect(client.fetchPage(CURSOR)).rejects.toMatchObject({ code: 'OKTA_RATE_LIMITED' });
  expect(requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
});

test('does not renew credentials beyond our share', async () => {
  const { fetchPage, requests } = systemLogOver(
    () => errorOf(401, 'E0000011', 'Invalid token', rateHeaders(1, { limit: 2 })),
    {
      tokens: ['old', 'new'],
    },
  );

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-03-01T00:00:31.000Z'));
  expect(requests).toHaveLength(1);
});
