import { describe, expect, test } from '@jest/globals';
import { errorCodeOf, logEvent, minutesAfterStart, START, withOrg } from '../support/simulated-org.ts';

const LOGS = '/api/v1/logs';
const time = (minutes: number) => minutesAfterStart(minutes).toISOString();
const BETWEEN = `${LOGS}?since=${time(-30)}&until=${time(30)}`;

describe('a bounded request', () => {
  test('gets events by published, equal ones as they were persisted', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('b', time(2)), logEvent('c', time(2)), logEvent('a', time(1)), '{"uuid":"undated"}']);

      const { uuids, next } = await logs(BETWEEN);

      expect(uuids).toEqual(['a', 'b', 'c']);
      expect(next).toBeUndefined();
    });
  });

  test('begins with since and ends before until', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('early', time(-31)), logEvent('since', time(-30)), logEvent('until', time(30))]);

      expect((await logs(BETWEEN)).uuids).toEqual(['since']);
    });
  });

  test.each([
    ['ASCENDING', [['a', 'b'], ['c', 'd'], ['e']]],
    ['DESCENDING', [['e', 'd'], ['c', 'b'], ['a']]],
  ])('ends with a page without a next link, %s', async (sortOrder, pages) => {
    await withOrg(async ({ org, logs }) => {
      org.persist(['a', 'b', 'c', 'd', 'e'].map((uuid, index) => logEvent(uuid, time(index - (index % 2)))));
      const seen = [];

      for (let url: string | undefined = `${BETWEEN}&limit=2&sortOrder=${sortOrder}`; url;) {
        const { uuids, next } = await logs(url);
        seen.push(uuids);
        url = next;
      }

      expect(seen).toEqual(pages);
    });
  });

  test('never sees an event that is persisted behind the page it has reached', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist(['a', 'b', 'c'].map((uuid, index) => logEvent(uuid, time(index))));
      const first = await logs(`${BETWEEN}&limit=2`);
      org.persist([logEvent('late', time(0.5))]);

      expect((await logs(first.next ?? '')).uuids).toEqual(['c']);
    });
  });

  test('is what a descending one without until is, up to now', async () => {
    await withOrg(async ({ org, clock, logs }) => {
      org.persist([logEvent('a', time(0)), logEvent('b', time(1)), logEvent('future', time(3))]);
      clock.pass(120_000);

      const { uuids, next } = await logs(`${LOGS}?sortOrder=DESCENDING`);

      expect(uuids).toEqual(['b', 'a']);
      expect(next).toBeUndefined();
    });
  });

  test('with limit 0 ends at once', async () => {
    await withOrg(async ({ org, logs }) => {
      org.persist([logEvent('a')]);

      expect(await logs(`${BETWEEN}&limit=0`)).toMatchObject({ text: '[]', next: undefined });
    });
  });
});

describe('a parameter is refused', () => {
  test.each([
    ['a limit above 1000', 'limit=1001', 'E0000001'],
    ['a negative limit', 'limit=-1', 'E0000001'],
    ['a limit that is no number', 'limit=many', 'E0000001'],
    ['a since that is no time', 'since=yesterday', 'E0000001'],
    ['a since that does not exist', 'since=2026-13-01T00:00:00Z', 'E0000001'],
    ['an until that is no time', 'until=Wed%20Mar%2004%202026', 'E0000001'],
    ['an until before since', `since=${time(0)}&until=${time(-1)}`, 'E0000001'],
    ['another sort order', 'sortOrder=RANDOM', 'E0000001'],
    ['a since of more than 180 days ago', 'since=2025-09-05T10:20:30.399Z', 'E0000053'],
    ['a filter that this org cannot evaluate', 'filter=actor.id%20eq%20%22a%22', 'E0000031'],
    ['a filter with the attribute in another case', 'filter=EventType%20eq%20%22a%22', 'E0000031'],
    ['keywords, which this org cannot search', 'q=login', 'E0000031'],
  ])('%s', async (_, query, code) => {
    await withOrg(async ({ get }) => {
      const response = await get(`${LOGS}?${query}`);

      expect([response.status, await errorCodeOf(response)]).toEqual([400, code]);
    });
  });

  test('but a since of exactly 180 days ago is not, nor one without milliseconds or with an offset', async () => {
    await withOrg(async ({ logs }) => {
      for (const since of [START.toISOString(), '2026-03-04T10:20:30Z', '2026-03-04T12:20:30%2B02:00']) {
        expect((await logs(`${LOGS}?since=${since}`)).status).toBe(200);
      }
      const oldest = new Date(START.getTime() - 180 * 86_400_000).toISOString();
      expect((await logs(`${LOGS}?since=${oldest}`)).status).toBe(200);
    });
  });
});
