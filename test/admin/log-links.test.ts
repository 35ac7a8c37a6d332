import { describe, expect, test } from '@jest/globals';
import { happened } from '../support/happened.ts';
import { getLogs, LOGS_URL, ORIGIN } from '../support/log-requests.ts';
import { queryLogs } from '../../lambdas/admin/log-query.ts';
import { HOUR, SECOND, START } from '../support/manual-clock.ts';
import { memoryLifecycleLog } from '../support/memory-lifecycle-log.ts';

const until = new Date(START.getTime() + HOUR).toISOString();

async function someLog() {
  const log = memoryLifecycleLog();
  for (const number of [1, 2, 3]) await log.append(happened(number), new Date(START.getTime() + number * SECOND));
  return log;
}

const linksOf = async (query: string) => getLogs(await someLog(), `/api/v1/logs${query}`, { now: new Date(until) });

const parametersOf = (url: string | undefined): Record<string, string> =>
  Object.fromEntries(new URL(url ?? '').searchParams);

describe('the links of a page of log events', () => {
  test('are one value of the Link header each', async () => {
    const { links } = await linksOf('');

    expect(links).toHaveLength(2);
    expect(links[0]).toBe(`<${LOGS_URL}>; rel="self"`);
    expect(links[1]).toMatch(/^<https:\/\/[\w.-]+\/api\/v1\/logs\?after=[\w-]+>; rel="next"$/);
  });

  test.each([
    ['', ''],
    ['?limit=100&sortOrder=ASCENDING', ''],
    ['?limit=20', '?limit=20'],
    ['?sortOrder=DESCENDING&limit=20&other=1', '?limit=20&sortOrder=DESCENDING'],
    ['?q=a+b&filter=uuid+eq+%22a%22', '?filter=uuid%20eq%20%22a%22&q=a%20b'],
    ['?since=2026-02-25T00:00:00%2B00:00', '?since=2026-02-25T00%3A00%3A00%2B00%3A00'],
  ])('lead back to %j without what is the default', async (query, self) => {
    expect((await linksOf(query)).self).toBe(`${LOGS_URL}${self}`);
  });

  test('lead on with the filter, the keywords and the limit, and without since', async () => {
    const { next } = await linksOf('?since=2026-02-25T00:00:00Z&filter=severity%20pr&q=updated&limit=2');

    expect(parametersOf(next)).toEqual({
      after: expect.any(String),
      filter: 'severity pr',
      q: 'updated',
      limit: '2',
    });
  });

  test.each([
    [`?until=${until}&limit=1`, { until, limit: '1' }],
    [`?until=${encodeURIComponent(new Date(until).toString())}&limit=1`, { until, limit: '1' }],
    ['?sortOrder=DESCENDING&limit=1', { until, limit: '1', sortOrder: 'DESCENDING' }],
  ])('lead on from %s with its end', async (query, parameters) => {
    const { next } = await linksOf(query);

    expect(parametersOf(next)).toEqual({ after: expect.any(String), ...parameters });
  });

  test('hold nothing that would end them or their line', async () => {
    const q = '>;,"<\r\n\ud800 é';
    const { links } = await queryLogs(
      memoryLifecycleLog(),
      { query: { q: [q] }, origin: ORIGIN, path: '/api/v1/logs' },
      START,
    );

    for (const link of links) expect(link).toMatch(/^<[\w:/.?=&%~-]+>; rel="(self|next)"$/);
  });
});
