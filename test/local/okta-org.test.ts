import { describe, expect, test } from '@jest/globals';
import type { OrgRequest } from '../../local/emulators/okta-org.ts';
import { API_TOKEN, errorCodeOf, logEvent, START, withOrg } from '../support/simulated-org.ts';

const LOGS = '/api/v1/logs';
const SINCE_START = `${LOGS}?since=${START.toISOString()}`;

describe('the log', () => {
  test('leaves out what is older than 90 days', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      const start = await logs(SINCE_START);
      org.persist([logEvent('a')]);
      clock.pass(1);
      org.persist([logEvent('b')]);
      clock.pass(90 * 86_400_000);

      expect((await logs(SINCE_START)).uuids).toEqual(['b']);
      expect((await logs(start.next ?? '')).uuids).toEqual(['b']);
    });
  });

  test('knows the place of an event, and keeps one that has no uuid', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('a'), '{"eventType":"nameless"}', logEvent('b'), logEvent('a')]);

      expect([org.orderOf('a'), org.orderOf('b'), org.orderOf('c')]).toEqual([0, 2, undefined]);
      expect(org.persistedCount).toBe(4);
      expect((await logs(SINCE_START)).uuids).toEqual(['a', undefined, 'b', 'a']);
    });
  });

  test('refuses to persist a text that is not JSON, and the texts with it', async () => {
    await withOrg(async ({ org }) => {
      expect(() => org.persist([logEvent('a'), '{"uuid":'])).toThrow(SyntaxError);
      expect(org.persistedCount).toBe(0);
    });
  });

  test('keeps persistence order when the clock is set back', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      org.persist([logEvent('a')]);
      clock.pass(-60_000);
      org.persist([logEvent('b')]);
      clock.pass(60_000);

      expect((await logs(SINCE_START)).uuids).toEqual(['a', 'b']);
    });
  });
});

describe('cursors', () => {
  test('are refused once they have expired, and reading can begin again with since', async () => {
    await withOrg(async ({ org, get, logs }) => {
      org.persist([logEvent('a')]);
      const { next = '' } = await logs(SINCE_START);
      org.expireCursors();

      const refused = await get(next);

      expect([refused.status, await errorCodeOf(refused)]).toEqual([400, 'E0000001']);
      const again = await logs(SINCE_START);
      expect(again.uuids).toEqual(['a']);
      expect((await logs(again.next ?? '')).status).toBe(200);
    });
  });

  test.each([
    ['one that was never handed out', `${LOGS}?after=1700000000000_1`],
    ['one together with since', undefined],
  ])('are refused: %s', async (_, url) => {
    await withOrg(async ({ get, logs }) => {
      const { next } = await logs(SINCE_START);

      const refused = await get(url ?? `${next}&since=${START.toISOString()}`);

      expect([refused.status, await errorCodeOf(refused)]).toEqual([400, 'E0000001']);
    });
  });
});

describe('the rate limit', () => {
  test('is told with every answer, in a window of 60 seconds that is not aligned to the minute', async () => {
    await withOrg(
      async ({ clock, logs }) => {
        const seen = [];
        for (const wait of [0, 46_599, 1]) {
          clock.pass(wait);
          const { headers } = await logs(SINCE_START);
          seen.push(['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-rate-limit-${name}`))));
        }

        const reset = Date.parse('2026-03-04T10:21:17Z') / 1000;
        expect(seen).toEqual([
          [3, 2, reset],
          [3, 1, reset],
          [3, 2, reset + 60],
        ]);
      },
      { requestsPerMinute: 3 },
    );
  });

  test('refuses what exceeds the window, and nothing of the next one', async () => {
    await withOrg(
      async ({ clock, get }) => {
        await get(SINCE_START);
        const exceeding = await get(SINCE_START);
        const stillExceeding = await get(SINCE_START);
        clock.pass(60_000);

        expect([exceeding.status, exceeding.headers.get('x-rate-limit-remaining')]).toEqual([429, '0']);
        expect(await errorCodeOf(exceeding)).toBe('E0000047');
        expect(stillExceeding.status).toBe(429);
        expect((await get(SINCE_START)).status).toBe(200);
      },
      { requestsPerMinute: 1 },
    );
  });

  test('is 120 requests a window unless it is set', async () => {
    await withOrg(async ({ logs }) => {
      expect((await logs(SINCE_START)).headers.get('x-rate-limit-limit')).toBe('120');
    });
  });
});

describe('every answer', () => {
  test('has the date of the clock of the org and an id', async () => {
    await withOrg(async ({ get }) => {
      const { headers } = await get('/nowhere');

      expect(headers.get('date')).toBe('Wed, 04 Mar 2026 10:20:30 GMT');
      expect(headers.get('x-okta-request-id')).toMatch(/^[0-9a-f]{32}$/);
    });
  });

  test('is recorded, and told when it is decided', async () => {
    const told: OrgRequest[] = [];
    await withOrg(
      async ({ org, get }) => {
        await get(SINCE_START);
        await get('/nowhere');

        expect(org.requests).toEqual([
          { at: START, path: LOGS, status: 200, remaining: 119 },
          { at: START, path: '/nowhere', status: 404, remaining: 119 },
        ]);
        expect(told).toEqual(org.requests);
      },
      { onRequest: (handled) => void told.push(handled) },
    );
  });

  test('to an error has the envelope of Okta', async () => {
    await withOrg(async ({ get }) => {
      const response = await get('/nowhere');

      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        errorCode: 'E0000008',
        errorSummary: 'The requested path was not found',
        errorLink: 'E0000008',
        errorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        errorCauses: [],
      });
    });
  });
});

describe('an API token', () => {
  test.each([
    ['none', {}],
    ['another one', { Authorization: 'SSWS another-token' }],
    ['one of another scheme', { Authorization: `Basic ${API_TOKEN}` }],
    ['an access token that was never minted', { Authorization: `Bearer ${API_TOKEN}` }],
  ])('is refused: %s', async (_, headers) => {
    await withOrg(async ({ get }) => {
      const response = await get(SINCE_START, headers);

      expect([response.status, await errorCodeOf(response)]).toEqual([401, 'E0000011']);
    });
  });

  test('is refused by an org that was given none', async () => {
    await withOrg(
      async ({ get }) => {
        expect((await get(SINCE_START, { Authorization: 'SSWS undefined' })).status).toBe(401);
        expect((await get(SINCE_START, { Authorization: 'SSWS ' })).status).toBe(401);
      },
      { apiToken: '' },
    );
  });
});

test('another method than GET is refused with 405', async () => {
  await withOrg(async ({ org }) => {
    const response = await fetch(`${org.url}${LOGS}`, { method: 'DELETE' });

    expect([response.status, await errorCodeOf(response)]).toEqual([405, 'E0000022']);
  });
});
