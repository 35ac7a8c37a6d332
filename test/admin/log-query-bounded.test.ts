import { describe, expect, test } from '@jest/globals';
import { happened, uuidOf } from '../support/happened.ts';
import { followLogs, getLogs } from '../support/log-requests.ts';
import { DAY, HOUR, MINUTE, SECOND, START } from '../support/manual-clock.ts';
import { memoryLifecycleLog } from '../support/memory-lifecycle-log.ts';

const after = (ms: number): Date => new Date(START.getTime() + ms);
const iso = (ms: number): string => after(ms).toISOString();
const now = after(HOUR);

/** Events with these numbers, in this order of arrival; each happened so many seconds after the start. */
async function logOf(...seconds: readonly number[]) {
  const log = memoryLifecycleLog();
  for (const [index, second] of seconds.entries()) {
    await log.append(happened(index + 1, after(second * SECOND)), after(MINUTE));
  }
  return log;
}

const numbersOf = (pages: readonly (readonly string[])[]): number[][] =>
  pages.map((page) => page.map((uuid) => Number(uuid.slice(-12))));

describe('a bounded request', () => {
  test.each([
    [`?since=${iso(0)}&until=${iso(HOUR)}`, [[2, 3, 1, 4]]],
    [`?since=${iso(0)}&until=${iso(HOUR)}&sortOrder=ASCENDING`, [[2, 3, 1, 4]]],
    [`?since=${iso(0)}&until=${iso(HOUR)}&limit=3`, [[2, 3, 1], [4]]],
    [
      `?since=${iso(0)}&until=${iso(HOUR)}&limit=2`,
      [
        [2, 3],
        [1, 4],
      ],
    ],
    [`?since=${iso(0)}&until=${iso(HOUR)}&limit=1`, [[2], [3], [1], [4]]],
    [`?since=${iso(0)}&until=${iso(HOUR)}&sortOrder=DESCENDING`, [[4, 1, 3, 2]]],
    ['?sortOrder=DESCENDING&limit=3', [[4, 1, 3], [2]]],
    ['?sortOrder=DESCENDING&limit=1', [[4], [1], [3], [2]]],
  ])('%s gives events by the time they happened, those of one time as they arrived', async (query, pages) => {
    const log = await logOf(5, 1, 3, 5);

    expect(numbersOf(await followLogs(log, `/api/v1/logs${query}`, { now }))).toEqual(pages);
  });

  test('begins at `since` and ends before `until`', async () => {
    const log = await logOf(1, 2, 3, 4);

    const { uuids } = await getLogs(log, `/api/v1/logs?since=${iso(2 * SECOND)}&until=${iso(4 * SECOND)}`, { now });

    expect(uuids).toEqual([uuidOf(2), uuidOf(3)]);
  });

  test('begins seven days before `until` when it does not say since when', async () => {
    const log = memoryLifecycleLog();
    await log.append(happened(1, after(-7 * DAY - 1)), START);
    await log.append(happened(2, after(-7 * DAY)), START);

    expect((await getLogs(log, `/api/v1/logs?until=${iso(0)}`, { now })).uuids).toEqual([uuidOf(2)]);
  });

  test('has no next link on its last page, even if that is full', async () => {
    const log = await logOf(1, 2, 3, 4);
    const first = await getLogs(log, `/api/v1/logs?until=${iso(HOUR)}&limit=2`, { now });
    const last = await getLogs(log, first.next ?? '', { now });

    expect([first.next === undefined, last.next === undefined]).toEqual([false, true]);
    expect(last.uuids).toEqual([uuidOf(3), uuidOf(4)]);
  });

  test.each([
    ['the range is empty', `?since=${iso(0)}&until=${iso(0)}`],
    ['nothing happened in it', `?since=${iso(-2 * DAY)}&until=${iso(-DAY)}`],
    ['the limit is 0', `?until=${iso(HOUR)}&limit=0`],
  ])('gives nothing and has no next link when %s', async (_when, query) => {
    const page = await getLogs(await logOf(1, 2), `/api/v1/logs${query}`, { now });

    expect(page).toMatchObject({ uuids: [], next: undefined });
  });

  test('keeps to its end when it goes backwards from now', async () => {
    const log = await logOf(1, 2, 3);
    const first = await getLogs(log, '/api/v1/logs?sortOrder=DESCENDING&limit=1', { now: after(2.5 * SECOND) });
    await log.append(happened(4, after(2.7 * SECOND)), after(MINUTE));

    expect(first.uuids).toEqual([uuidOf(2)]);
    expect(numbersOf(await followLogs(log, first.next ?? '', { now }))).toEqual([[1]]);
  });

  test('repeats nothing and leaves nothing out that lay ahead when something arrives meanwhile', async () => {
    const log = await logOf(1, 3, 5, 7);
    const first = await getLogs(log, `/api/v1/logs?until=${iso(HOUR)}&limit=2`, { now });
    for (const [number, second] of [
      [5, 2],
      [6, 6],
    ] as const) {
      await log.append(happened(number, after(second * SECOND)), after(2 * MINUTE));
    }

    expect(numbersOf(await followLogs(log, first.next ?? '', { now }))).toEqual([[3, 6], [4]]);
  });

  test('keeps filter and keywords from page to page', async () => {
    const log = await logOf(1, 2, 3, 4);
    const filter = encodeURIComponent(`uuid ne "${uuidOf(2)}"`);

    const pages = await followLogs(log, `/api/v1/logs?until=${iso(HOUR)}&filter=${filter}&q=updated&limit=1`, {
      now,
    });

    expect(numbersOf(pages)).toEqual([[1], [3], [4]]);
  });

  test('gives all there are, when they are many times the limit and came in any order', async () => {
    const seconds = Array.from({ length: 40 }, (_, index) => (index * 7) % 40);
    const log = await logOf(...seconds);

    const pages = await followLogs(log, `/api/v1/logs?until=${iso(HOUR)}&limit=6`, { now });

    const inOrder = seconds.map((second, index) => ({ second, uuid: uuidOf(index + 1) }));
    expect(pages.flat()).toEqual(inOrder.toSorted((a, b) => a.second - b.second).map(({ uuid }) => uuid));
    expect(pages).toHaveLength(7);
  });

  test('ends a page early that would be too large for an answer', async () => {
    const log = memoryLifecycleLog();
    for (const number of [1, 2, 3]) {
      const json = `{"uuid":"${number}","x":"${'x'.repeat(1_900_000)}"}`;
      await log.append({ ...happened(number), json }, START);
    }

    expect(await followLogs(log, `/api/v1/logs?until=${iso(HOUR)}`, { now })).toEqual([['1', '2'], ['3']]);
  });

  test('does not read what arrived more than an hour before it begins', async () => {
    const log = memoryLifecycleLog();
    for (const number of [1, 2, 3]) await log.append(happened(number), after(number * HOUR));
    const read: number[] = [];
    const watched = {
      async *read(range: Parameters<typeof log.read>[0]) {
        for await (const event of log.read(range)) {
          read.push(event.sequence);
          yield event;
        }
      },
    };

    await getLogs(watched, `/api/v1/logs?since=${iso(3.5 * HOUR)}&until=${iso(4 * HOUR)}`, { now: after(4 * HOUR) });

    expect(read).toEqual([3, 2]);
  });
});
