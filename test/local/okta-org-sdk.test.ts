import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Client, type Collection, type LogEvent } from '@okta/okta-sdk-nodejs';
import { exportJWK } from 'jose';
import { CLIENT_ID, dateFixedAt, newKeyPair } from '../support/org-oauth-client.ts';
import { API_TOKEN, logEvent, minutesAfterStart, START, withOrg } from '../support/simulated-org.ts';

const sdkClient = (orgUrl: string) => new Client({ orgUrl, token: API_TOKEN });

/** The collection's own page reader; its types name only the event-by-event one. */
const nextPage = async (events: Collection<LogEvent>) =>
  (await events.getNextPage()).map((event: LogEvent) => event.uuid);

const polling = (client: Client, limit: number) =>
  client.systemLogApi.listLogEvents({ since: START.toISOString(), limit });

describe('the official SDK', () => {
  test('reads page by page, then nothing, then what was persisted late', async () => {
    await withOrg(async ({ org }) => {
      org.persist(['a', 'b', 'c', 'd', 'e'].map((uuid) => logEvent(uuid)));
      const events = await polling(sdkClient(org.url), 2);

      const pages = [await nextPage(events), await nextPage(events), await nextPage(events), await nextPage(events)];
      org.persist([logEvent('late', minutesAfterStart(-30))]);

      expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e'], []]);
      expect(await nextPage(events)).toEqual(['late']);
    });
  });

  test('reads a bounded request to its end, event by event', async () => {
    await withOrg(async ({ org }) => {
      org.persist([
        logEvent('b', minutesAfterStart(2)),
        logEvent('a', minutesAfterStart(1)),
        logEvent('c', minutesAfterStart(3)),
      ]);
      const range = { since: START.toISOString(), until: minutesAfterStart(10).toISOString(), limit: 2 };
      const uuids: unknown[] = [];

      await (await sdkClient(org.url).systemLogApi.listLogEvents(range)).each((event) => void uuids.push(event.uuid));

      expect(uuids).toEqual(['a', 'b', 'c']);
    });
  });

  test('repeats a request that was refused with 429', async () => {
    await withOrg(async ({ org }) => {
      org.persist([logEvent('a')]);
      // The SDK waits for reset - date + 1 seconds: none.
      org.answerNext({ kind: 'rate-limited', resetInSeconds: -1 });

      expect(await nextPage(await polling(sdkClient(org.url), 10))).toEqual(['a']);
      expect(org.requests.map(({ status }) => status)).toEqual([429, 200]);
    });
  });

  test('sees the error of a refused cursor, and a wrong token', async () => {
    await withOrg(async ({ org }) => {
      const events = await polling(sdkClient(org.url), 1);
      await nextPage(events);
      org.expireCursors();
      const stranger = new Client({ orgUrl: org.url, token: 'another-token' });

      await expect(nextPage(events)).rejects.toMatchObject({ status: 400, errorCode: 'E0000001' });
      await expect(nextPage(await polling(stranger, 1))).rejects.toMatchObject({
        status: 401,
        errorCode: 'E0000011',
      });
    });
  });
});

describe('the official SDK with a private key', () => {
  // It reads the time itself; it is given the same moment as the org.
  beforeEach(() => void jest.useFakeTimers(dateFixedAt(START)));
  afterEach(() => void jest.useRealTimers());

  test.each([
    ['a DPoP token', true, [400, 200, 200]],
    ['a Bearer token', false, [200, 200]],
  ])('mints %s and reads the log with it', async (_, requireDpop, statuses) => {
    const key = await newKeyPair('RS256');
    const oauthClient = { clientId: CLIENT_ID, publicKey: key.publicJwk, requireDpop };
    await withOrg(
      async ({ org }) => {
        org.persist([logEvent('a')]);
        const client = new Client({
          orgUrl: org.url,
          authorizationMode: 'PrivateKey',
          clientId: CLIENT_ID,
          scopes: ['okta.logs.read'],
          privateKey: JSON.stringify(await exportJWK(key.privateKey)),
        });

        expect(await nextPage(await polling(client, 10))).toEqual(['a']);
        expect(org.requests.map(({ status }) => status)).toEqual(statuses);
      },
      { oauthClient },
    );
  });
});
