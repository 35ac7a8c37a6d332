import { describe, expect, test } from '@jest/globals';
import { happened, uuidOf } from '../support/happened.ts';
import { getLogs, LOGS_URL } from '../support/log-requests.ts';
import { DAY, HOUR, SECOND, START } from '../support/manual-clock.ts';
import { memoryLifecycleLog } from '../support/memory-lifecycle-log.ts';
import { refusalOf } from '../support/refusal.ts';

const later = new Date(START.getTime() + HOUR);

async function someLog() {
  const log = memoryLifecycleLog();
  for (const number of [1, 2, 3]) await log.append(happened(number), new Date(START.getTime() + number * SECOND));
  return log;
}

const refused = async (query: string) => refusalOf(async () => getLogs(await someLog(), `/api/v1/logs?${query}`));

describe('the parameters of a request for log events', () => {
  test.each([
    ['limit', 'limit=1001'],
    ['limit', 'limit=-1'],
    ['limit', 'limit=1.5'],
    ['limit', 'limit=1e2'],
    ['limit', 'limit=ten'],
    ['limit', 'limit=%2B5'],
    ['limit', 'limit=5&limit=5'],
    ['until', 'until=yesterday'],
    ['until', 'until=2026-02-30T00:00:00Z'],
    ['until', 'until=1767225600'],
    ['until', 'since=2026-02-02T00:00:00Z&until=2026-02-01T00:00:00Z'],
    ['since', 'since=now'],
    ['since', 'since=2026-13-01T00:00:00Z'],
    ['since', 'since=2026-02-01T00:00:00Z&since=2026-02-02T00:00:00Z'],
    ['sortOrder', 'sortOrder=descending'],
    ['sortOrder', 'sortOrder=NEWEST'],
    ['filter', 'filter=severity+pr&filter=severity+pr'],
    ['q', `q=${'x'.repeat(41)}`],
    ['q', `q=${'x+'.repeat(11)}`],
    ['after', 'after=1627500044869_1'],
    ['after', 'after=349996bd-5091-45dc-a39f-d357867a30d7'],
  ])('are refused for %s: %s', async (name, query) => {
    const refusal = await refused(query);

    expect(refusal).toMatchObject({ status: 400, errorCode: 'E0000001' });
    expect(refusal?.errorSummary).toBe(`Api validation failed: ${name}`);
    expect(refusal?.errorCauses.every((cause) => cause.startsWith(`${name}: `))).toBe(true);
    expect(refusal?.errorCauses).not.toEqual([]);
  });

  test.each(['since', 'until'])('are refused in Okta’s words for a bad %s', async (name) => {
    expect((await refused(`${name}=x`))?.errorCauses).toEqual([
      `${name}: The date format in your query is not recognized. Please enter dates using ISO8601 string format.`,
      `${name}: must be a valid date-time or empty.`,
    ]);
  });

  test.each([
    ['since', `since=${new Date(START.getTime() - 180 * DAY - 1).toISOString()}`],
    ['what follows from until', `until=${new Date(START.getTime() - 174 * DAY).toISOString()}`],
  ])('are refused in Okta’s words when they begin more than 180 days ago: %s', async (_what, query) => {
    expect(await refused(query)).toEqual({
      status: 400,
      errorCode: 'E0000053',
      errorSummary: 'Invalid parameter: The since parameter is over 180 days prior to the current day.',
      errorCauses: [],
    });
  });

  test('may begin 180 days ago, also backwards', async () => {
    const since = new Date(START.getTime() - 180 * DAY).toISOString();

    expect(await refused(`since=${since}`)).toBeUndefined();
    expect(await refused(`since=${since}&sortOrder=DESCENDING`)).toBeUndefined();
  });

  test.each([
    ['E0000053', 'filter=severity'],
    ['E0000053', 'filter=published+pr'],
    ['E0000031', 'filter=debugContext.debugData.url+co+%22x%22'],
  ])('are refused with %s for %s', async (errorCode, query) => {
    expect(await refused(query)).toMatchObject({ status: 400, errorCode });
  });

  test('count as absent when they are empty, and those of others are left alone', async () => {
    const log = await someLog();
    const url = '/api/v1/logs?since=&until=&after=&filter=&q=&limit=&sortOrder=&other=1&other=2';

    const page = await getLogs(log, url, { now: later });

    expect(page.uuids).toEqual([1, 2, 3].map(uuidOf));
    expect(page.self).toBe(LOGS_URL);
    expect(page.next).toBeDefined();
  });
});

const NO_LINK_OF_OURS = { errorCode: 'E0000001', errorSummary: 'Api validation failed: after' };

const queryOf = (url: string | undefined): string => new URL(url ?? '').searchParams.toString();

describe('the cursor of a next link', () => {
  test('must not be used together with since', async () => {
    const { next } = await getLogs(await someLog(), '/api/v1/logs');

    expect(await refused(`${queryOf(next)}&since=2026-02-20T00:00:00Z`)).toMatchObject({
      errorCode: 'E0000001',
      errorCauses: ['after: it must not be used together with since'],
    });
  });

  test.each([
    ['a polling request', '', '&sortOrder=DESCENDING'],
    ['a polling request', '', '&until=2026-03-01T00:00:00Z'],
    ['a bounded request', `until=${later.toISOString()}`, '&sortOrder=DESCENDING'],
  ])('of %s is refused in another one: %s', async (_which, query, more) => {
    const { next } = await getLogs(await someLog(), `/api/v1/logs?limit=1&${query}`, { now: later });

    expect(next).toBeDefined();
    expect(await refused(`${queryOf(next)}${more}`)).toMatchObject(NO_LINK_OF_OURS);
  });

  test('of a bounded request is refused in a polling one', async () => {
    const { next } = await getLogs(await someLog(), `/api/v1/logs?limit=1&until=${later.toISOString()}`, {
      now: later,
    });
    const url = new URL(next ?? '');
    url.searchParams.delete('until');

    expect(await refused(url.searchParams.toString())).toMatchObject(NO_LINK_OF_OURS);
  });

  test.each([
    ['cut off', (cursor: string) => cursor.slice(0, -1)],
    ['longer', (cursor: string) => `${cursor}A`],
    ['with padding', (cursor: string) => `${cursor}=`],
    ['in the other alphabet', () => Buffer.from('1p_1_1_0???').toString('base64')],
    ['of another version', () => Buffer.from('2p_1_1_0').toString('base64url')],
    ['of another order', () => Buffer.from('1x_1_1_0').toString('base64url')],
    ['with a negative number', () => Buffer.from('1p_1_-1_0').toString('base64url')],
    ['with a number in other digits', () => Buffer.from('1p_1_01_0').toString('base64url')],
    ['with a number too long', () => Buffer.from(`1p_1_${'9'.repeat(16)}_0`).toString('base64url')],
  ])('is refused %s', async (_how, change) => {
    const { next } = await getLogs(await someLog(), '/api/v1/logs');
    const cursor = new URL(next ?? '').searchParams.get('after') ?? '';

    expect(await refused(`after=${encodeURIComponent(change(cursor))}`)).toMatchObject(NO_LINK_OF_OURS);
    expect(await refused(`after=${cursor}`)).toBeUndefined();
  });
});
