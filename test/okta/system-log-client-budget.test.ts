import { expect, test } from '@jest/globals';

import type { Cursor } from '../../lambdas/core/position.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import {
  errorOf,
  fakeFetch,
  manualClock,
  networkError,
  noTimeout,
  ORG,
  pageOf,
  type Reply,
  tokenAuthorization,
} from '../support/okta-fake.ts';

const CURSOR = `${ORG.origin}/api/v1/logs?after=1&limit=1000` as Cursor;
const START = '2026-11-22T10:00:00.000Z';

/** Headers of an org of four requests a minute; its window ends at 10:00:30. */
const rateHeaders = (remaining: number, limit = 4) => ({
  date: new Date(START).toUTCString(),
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(Date.parse('2026-11-22T10:00:30.000Z') / 1_000),
});

function clientFor(reply: Reply) {
  const { fetch, requests } = fakeFetch(reply);
  const clock = manualClock(START);
  const client = systemLogClient({
    orgUrl: ORG,
    authorization: tokenAuthorization('token', 'renewed'),
    fetch,
    now: clock.now,
    timeout: noTimeout,
    rateLimitShare: 0.5,
  });
  return { fetchPage: () => client.fetchPage(CURSOR), requests, clock };
}

const rateLimited = (retryAt: string) => ({ code: 'OKTA_RATE_LIMITED', retryAt: new Date(retryAt) });

test('makes no request once our share of the window is used up, until the window has ended', async () => {
  const { fetchPage, requests, clock } = clientFor(() => pageOf('[]', { headers: rateHeaders(3) }));
  await fetchPage();
  await fetchPage();

  await expect(fetchPage()).rejects.toMatchObject({
    ...rateLimited('2026-11-22T10:00:31.000Z'),
    message: "our share of Okta's rate limit, 2 of 4, is used up; no request before 2026-11-22T10:00:31.000Z",
  });
  expect(requests).toHaveLength(2);

  clock.advance(31_000);
  await expect(fetchPage()).resolves.toMatchObject({ events: [] });
});

test('answers a 429 with the time until which it then makes no request', async () => {
  const { fetchPage, requests } = clientFor(() => errorOf(429, 'E0000047', 'too many requests', rateHeaders(0)));

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-11-22T10:00:31.000Z'));
  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-11-22T10:00:31.000Z'));
  expect(requests).toHaveLength(1);
});

test('takes a 429 about concurrency for a short pause and not for the end of the window', async () => {
  const { fetchPage, clock } = clientFor(() => errorOf(429, 'E0000047', 'too many requests', rateHeaders(0, 0)));

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-11-22T10:00:05.000Z'));
  clock.advance(5_000);

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-11-22T10:00:10.000Z'));
});

test('goes on without a budget when Okta tells none', async () => {
  const { fetchPage, requests } = clientFor(() => pageOf('[]'));

  for (let count = 0; count < 300; count += 1) await fetchPage();

  expect(requests).toHaveLength(300);
});

test('lets requests side by side have no more than our share', async () => {
  const { fetchPage, requests } = clientFor(() => pageOf('[]', { headers: rateHeaders(3) }));
  await fetchPage();

  const outcomes = await Promise.allSettled([fetchPage(), fetchPage(), fetchPage()]);

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(requests).toHaveLength(2);
});

test('counts failed requests and does not take them for ones under way', async () => {
  let isDown = false;
  const { fetchPage, requests } = clientFor(() => {
    if (isDown) throw networkError('ECONNRESET', 'read ECONNRESET');
    return pageOf('[]', { headers: rateHeaders(9, 10) });
  });
  await fetchPage();
  isDown = true;
  await expect(fetchPage()).rejects.toMatchObject({ code: 'OKTA_UNAVAILABLE' });
  isDown = false;

  const outcomes = [];
  for (let count = 0; count < 4; count += 1)
    outcomes.push(
      await fetchPage().then(
        () => 'page',
        () => 'refused',
      ),
    );

  expect(outcomes).toEqual(['page', 'page', 'page', 'refused']);
  expect(requests).toHaveLength(5);
});

test('does not renew credentials beyond our share', async () => {
  const { fetchPage, requests } = clientFor(() => errorOf(401, 'E0000011', 'Invalid token', rateHeaders(1, 2)));

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-11-22T10:00:31.000Z'));
  expect(requests).toHaveLength(1);
});
