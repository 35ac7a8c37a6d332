import { expect, test } from '@jest/globals';

import { errorOf, networkError, pageOf } from '../support/okta-fake.ts';
import { systemLogOver } from '../support/system-log-over.ts';

const START = '2026-03-01T00:00:00.000Z';

/** Headers of an org of four requests a minute; its window ends at 10:00:30. */
const rateHeaders = (remaining: number, limit = 4) => ({
  date: new Date(START).toUTCString(),
  'x-rate-limit-limit': String(limit),
  'x-rate-limit-remaining': String(remaining),
  'x-rate-limit-reset': String(Date.parse('2026-03-01T00:00:30.000Z') / 1_000),
});

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
  const { fetchPage, clock } = systemLogOver(() => errorOf(429, 'E0000047', 'too many requests', rateHeaders(0, 0)));

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

test('counts failed requests and does not take them for ones under way', async () => {
  let isDown = false;
  const { fetchPage, requests } = systemLogOver(() => {
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
  const { fetchPage, requests } = systemLogOver(() => errorOf(401, 'E0000011', 'Invalid token', rateHeaders(1, 2)), {
    tokens: ['old', 'new'],
  });

  await expect(fetchPage()).rejects.toMatchObject(rateLimited('2026-03-01T00:00:31.000Z'));
  expect(requests).toHaveLength(1);
});
