import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { API_TOKEN, logEvent, minutesAfterStart, START, withOrg } from '../support/simulated-org.ts';

const LOGS = '/api/v1/logs';
const SINCE_START = `${LOGS}?since=${START.toISOString()}`;

describe('a polling request', () => {
  test('gets events as they were persisted, a late one behind newer ones', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('a', minutesAfterStart(-1)), logEvent('b', minutesAfterStart(-2))]);
      org.persist([logEvent('late', minutesAfterStart(-60))]);

      expect((await logs(SINCE_START)).uuids).toEqual(['a', 'b', 'late']);
    });
  });

  test('gets [] and a next link from an empty log', async () => {
    await withOrg(async ({ logs }) => {
      expect(await logs(SINCE_START)).toMatchObject({
        status: 200,
        text: '[]',
        next: expect.stringContaining('after='),
      });
    });
  });

  test('finds behind the next link of an empty page what was persisted since', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      const empty = await logs(SINCE_START);
      clock.pass(5_000);
      org.persist([logEvent('a')]);

      expect((await logs(empty.next ?? '')).uuids).toEqual(['a']);
    });
  });

  test('starts at the persistence time since names, whatever published says', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      org.persist([logEvent('before', minutesAfterStart(9))]);
      clock.pass(60_000);
      org.persist([logEvent('at', minutesAfterStart(-9)), logEvent('too', minutesAfterStart(-9))]);

      expect((await logs(`${LOGS}?since=${minutesAfterStart(1).toISOString()}`)).uuids).toEqual(['at', 'too']);
    });
  });

  test('leaves out what is persisted before a since that lies ahead', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      const first = await logs(`${LOGS}?since=${minutesAfterStart(2).toISOString()}`);
      clock.pass(60_000);
      org.persist([logEvent('before')]);
      clock.pass(60_000);
      org.persist([logEvent('at')]);

      expect((await logs(first.next ?? '')).uuids).toEqual(['at']);
    });
  });

  test('goes back seven days without since', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      org.persist([logEvent('older')]);
      clock.pass(60_000);
      org.persist([logEvent('a')]);
      clock.pass(7 * 86_400_000);

      expect((await logs(LOGS)).uuids).toEqual(['a']);
    });
  });

  test('walks every event once by next links that keep the limit', async () => {
    await withOrg(async ({ org, logs }) => {
      const uuids = Array.from({ length: 7 }, (_, index) => `event ${index}`);
      org.persist(uuids.map((uuid) => logEvent(uuid)));

      const first = await logs(`${SINCE_START}&limit=3`);
      const second = await logs(first.next ?? '');
      const third = await logs(second.next ?? '');

      expect([first.uuids, second.uuids, third.uuids]).toEqual([
        uuids.slice(0, 3),
        uuids.slice(3, 6),
        uuids.slice(6),
      ]);
    });
  });

  test('finds the page of a cursor grown at its end when it is read again', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('a')]);
      const before = await logs(SINCE_START);
      org.persist([logEvent('b')]);
      const short = await logs(before.next ?? '');
      org.persist([logEvent('c')]);

      expect(short.uuids).toEqual(['b']);
      expect((await logs(before.next ?? '')).uuids).toEqual(['b', 'c']);
    });
  });

  test.each([
    ['100 events without a limit', '', 100],
    ['no event with limit 0', '&limit=0', 0],
    ['1000 events with limit 1000', '&limit=1000', 1000],
  ])('gets %s', async (_, limit, count) => {
    await withOrg(async ({ org, logs }) => {
      org.persist(Array.from({ length: 1001 }, (_event, index) => logEvent(`${index}`)));

      const { uuids, next } = await logs(`${SINCE_START}${limit}`);

      expect(uuids).toHaveLength(count);
      expect((await logs(`${next}&limit=1`)).status).toBe(200);
      expect((await logs((next ?? '').replace(/limit=\d+/, 'limit=1'))).uuids[0]).toBe(`${count}`);
    });
  });

  test('gets each text byte for byte', async () => {
    const texts = [
      '{ "uuid" : "a",  "n": 12345678901234567890.50, "e": 1E2 }',
      '{"uuid":"b","name":"\\u00e9 é 👩🏽‍💻 ليلى","uuid":"again","half":"\\ud83d"}',
    ];
    await withOrg(async ({ org, logs }) => {
      org.persist(texts);

      expect((await logs(SINCE_START)).text).toBe(`[${texts.join(',')}]`);
    });
  });

  test('keeps its filter in the next link and reads on behind what did not match', async () => {
    const filter = `&limit=1&filter=${encodeURIComponent('eventType eq "zone.create" or eventType EQ "zone.update"')}`;
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('a'), logEvent('b', START, { eventType: 'zone.create' })]);
      org.persist([logEvent('c'), logEvent('d', START, { eventType: 'zone.update' })]);

      const first = await logs(SINCE_START + filter);
      const second = await logs(first.next ?? '');

      expect([first.uuids, second.uuids]).toEqual([['b'], ['d']]);
    });
  });

  test('is answered with several Link lines and with one, in turn', async () => {
    await withOrg(async ({ org }) => {
      const lines = await linkLines(`${org.url}${SINCE_START}`);
      const joined = await linkLines(`${org.url}${SINCE_START}`);

      expect(lines).toEqual([
        `<${org.url}${SINCE_START}>; rel="self"`,
        expect.stringMatching(new RegExp(`^<${org.url}${LOGS}\\?after=[^>]+>; rel="next"$`)),
      ]);
      expect(joined).toEqual([lines.join(', ')]);
    });
  });
});

async function linkLines(url: string): Promise<string[]> {
  const outgoing = request(url, { headers: { Authorization: `SSWS ${API_TOKEN}` } }).end();
  const [response]: IncomingMessage[] = await once(outgoing, 'response');
  response?.resume();
  const raw = response?.rawHeaders ?? [];
  return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'link');
}
