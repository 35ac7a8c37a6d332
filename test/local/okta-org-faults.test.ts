import { describe, expect, test } from '@jest/globals';
import type { OrgFault } from '../../local/emulators/okta-org.ts';
import { errorCodeOf, logEvent, START, withOrg } from '../support/simulated-org.ts';

const LOGS = `/api/v1/logs?since=${START.toISOString()}`;
const WINDOW_END = `${Date.parse('2026-03-04T10:21:17Z') / 1000}`;
const STARTED = Math.floor(START.getTime() / 1000);

describe('a fault', () => {
  test.each<[OrgFault, number, string]>([
    [{ kind: 'rate-limited' }, 429, 'E0000047'],
    [{ kind: 'server-error' }, 500, 'E0000009'],
    [{ kind: 'server-error', status: 503 }, 503, 'E0000009'],
    [{ kind: 'cursor-refused' }, 400, 'E0000001'],
    [{ kind: 'unauthorized' }, 401, 'E0000011'],
    [{ kind: 'forbidden' }, 403, 'E0000006'],
  ])('%j answers with its status and code, once', async (fault, status, code) => {
    await withOrg(async ({ org, get }) => {
      org.answerNext(fault);

      const faulty = await get(LOGS);

      expect([faulty.status, await errorCodeOf(faulty)]).toEqual([status, code]);
      expect((await get(LOGS)).status).toBe(200);
      expect(org.requests.map((handled) => handled.status)).toEqual([status, 200]);
    });
  });

  test('waits behind the ones before it', async () => {
    await withOrg(async ({ org, get }) => {
      org.answerNext({ kind: 'server-error', status: 502 }, { kind: 'server-error', status: 504 });
      org.answerNext({ kind: 'forbidden' });

      const statuses = [await get(LOGS), await get(LOGS), await get(LOGS)].map(({ status }) => status);

      expect(statuses).toEqual([502, 504, 403]);
    });
  });

  test('waits for a request to the log', async () => {
    await withOrg(async ({ org, get }) => {
      org.answerNext({ kind: 'forbidden' });

      expect((await get('/nowhere')).status).toBe(404);
      expect((await get(LOGS)).status).toBe(403);
    });
  });
});

describe('a 429', () => {
  test.each<[string, Omit<OrgFault & { kind: 'rate-limited' }, 'kind'>, (string | null)[]]>([
    ['has the reset of the window', {}, ['120', '0', WINDOW_END]],
    ['has a reset so many seconds from its date', { resetInSeconds: 7 }, ['120', '0', `${STARTED + 7}`]],
    ['can have a reset in the past', { resetInSeconds: -30 }, ['120', '0', `${STARTED - 30}`]],
    ['has limit 0 when too many requests run side by side', { concurrency: true }, ['0', '0', WINDOW_END]],
    ['can have none of the headers', { headersOmitted: true }, [null, null, null]],
  ])('%s', async (_, details, expected) => {
    await withOrg(async ({ org, get }) => {
      org.answerNext({ kind: 'rate-limited', ...details });

      const { status, headers } = await get(LOGS);

      expect(status).toBe(429);
      expect(['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`))).toEqual(expected);
    });
  });
});

describe('a page', () => {
  test('can be HTML, or JSON that is no list', async () => {
    await withOrg(async ({ org, get }) => {
      org.answerNext({ kind: 'not-json' }, { kind: 'not-a-list' });

      const html = await get(LOGS);
      const object = await get(LOGS);

      expect([html.status, html.headers.get('content-type'), await html.text()]).toEqual([
        200,
        'text/html',
        expect.stringMatching(/^<!doctype html>/),
      ]);
      expect([object.status, await object.json()]).toEqual([200, { events: [] }]);
    });
  });

  test.each(['lines', 'joined'])('can have no next link, where links come %s', async (style) => {
    await withOrg(async ({ org, get, logs }) => {
      if (style === 'joined') await logs(LOGS);
      org.answerNext({ kind: 'no-next' });

      const response = await get(LOGS);

      expect(response.status).toBe(200);
      expect(response.headers.get('link')).toBe(`<${org.url}${LOGS}>; rel="self"`);
    });
  });

  test('can have a next link to a host that begins like the one of the org, or to any other', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('a')]);
      org.answerNext({ kind: 'foreign-next' }, { kind: 'foreign-next', origin: 'https://evil.example' });

      const lookAlike = await logs(LOGS);
      const evil = await logs(LOGS);

      expect(lookAlike.uuids).toEqual(['a']);
      expect(lookAlike.next?.startsWith('http://127.0.0.1')).toBe(true);
      expect(new URL(lookAlike.next ?? '').origin).not.toBe(org.url);
      expect(new URL(evil.next ?? '').origin).toBe('https://evil.example');
    });
  });
});

describe('a connection', () => {
  test('breaks in the middle of the body', async () => {
    await withOrg(async ({ org, get }) => {
      org.persist([logEvent('a')]);
      org.answerNext({ kind: 'cut' });

      const response = await get(LOGS);

      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');
      expect(org.requests).toMatchObject([{ status: 200 }]);
    });
  });

  test('breaks before there is an answer', async () => {
    await withOrg(async ({ org, get }) => {
      org.answerNext({ kind: 'reset' });

      await expect(get(LOGS)).rejects.toThrow('fetch failed');
      expect(org.requests).toMatchObject([{ status: 0 }]);
    });
  });

  test('stays silent until the client gives up', async () => {
    const giveUp = new AbortController();
    await withOrg(
      async ({ org }) => {
        org.answerNext({ kind: 'hang' });

        const silent = fetch(new URL(LOGS, org.url), { signal: giveUp.signal });

        await expect(silent).rejects.toThrow('the client gave up');
        expect(org.requests).toMatchObject([{ status: 0 }]);
      },
      { onRequest: () => giveUp.abort(new Error('the client gave up')) },
    );
  });

  test('that is silent does not keep the org from stopping', async () => {
    const handled = Promise.withResolvers<void>();
    let silent: Promise<unknown> = Promise.resolve();

    await withOrg(
      async ({ org, get }) => {
        org.answerNext({ kind: 'hang' });
        silent = get(LOGS).catch((error: unknown) => error);
        await handled.promise;
      },
      { onRequest: () => handled.resolve() },
    );

    expect(await silent).toMatchObject({ message: 'fetch failed' });
  });
});
