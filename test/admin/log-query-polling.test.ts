import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { happened, uuidOf } from '../support/happened.ts';
import { followLogs, getLogs, LOGS_URL } from '../support/log-requests.ts';
import { DAY, HOUR, manualClock, MINUTE, SECOND, START } from '../support/manual-clock.ts';
import { memoryLifecycleLog } from '../support/memory-lifecycle-log.ts';

const after = (ms: number): Date => new Date(START.getTime() + ms);
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => uuidOf(from + index));

/** A log of the events 1 to `count`, one a second from the start, and a clock at the end of them. */
async function logOf(count: number) {
  const log = memoryLifecycleLog();
  const clock = manualClock();
  const append = async (number: number) => {
    clock.pass(SECOND);
    await log.append(happened(number), clock.now());
  };
  for (let number = 1; number <= count; number += 1) await append(number);
  return { log, append, get: (url: string) => getLogs(log, url, { now: clock.now() }), now: clock.now };
}

describe('a polling request', () => {
  test('gives the events as they were logged, byte for byte', async () => {
    const log = memoryLifecycleLog();
    const json = '{ "uuid":"u","n":1.10,"n":"👩‍🚒 \\u0001 \\ud800" }';
    await log.append({ ...happened(1), json }, START);

    expect((await getLogs(log, '/api/v1/logs')).events).toEqual([json]);
  });

  test('gives events in the order of their arrival, not of their times', async () => {
    const log = memoryLifecycleLog();
    await log.append(happened(2), after(SECOND));
    await log.append(happened(1), after(2 * SECOND));

    expect((await getLogs(log, '/api/v1/logs', { now: after(MINUTE) })).uuids).toEqual([uuidOf(2), uuidOf(1)]);
  });

  test('has a next link on an empty log, which gives what arrives later', async () => {
    const { append, get } = await logOf(0);
    const empty = await get('/api/v1/logs');
    await append(1);

    expect(empty.uuids).toEqual([]);
    expect((await get(empty.next ?? '')).uuids).toEqual([uuidOf(1)]);
  });

  test('has a next link on its last page, which gives nothing until something arrives', async () => {
    const { append, get } = await logOf(2);
    const last = await get('/api/v1/logs');
    const empty = await get(last.next ?? '');
    await append(3);

    expect([last.uuids, empty.uuids]).toEqual([range(1, 2), []]);
    expect(empty.next).toBe(last.next);
    expect((await get(empty.next ?? '')).uuids).toEqual([uuidOf(3)]);
  });

  test.each([
    ['', 100, 1],
    ['?limit=1000', 100, 4],
  ])('with %j gives the default number of events, or as many as are asked for', async (query) => {
    const { log, now } = await logOf(103);

    const pages = await followLogs(log, `/api/v1/logs${query}`, { now: now() });

    expect(pages).toEqual(query === '' ? [range(1, 100), range(101, 103)] : [range(1, 103)]);
  });

  test('with limit 0 gives nothing and skips nothing', async () => {
    const { get } = await logOf(3);
    const first = await get('/api/v1/logs?limit=2');

    const none = await get((first.next ?? '').replace('limit=2', 'limit=0'));

    expect(none.uuids).toEqual([]);
    expect((await get((none.next ?? '').replace('limit=0', 'limit=2'))).uuids).toEqual([uuidOf(3)]);
  });

  test('begins with what arrived at `since`, however early it happened', async () => {
    const log = memoryLifecycleLog();
    for (const number of [3, 4, 5]) await log.append(happened(number), after(number * HOUR));
    const since = after(4 * HOUR).toISOString();

    expect((await getLogs(log, `/api/v1/logs?since=${since}`, { now: after(6 * HOUR) })).uuids).toEqual(range(4, 5));
  });

  test('begins seven days ago when it does not say since when', async () => {
    const log = memoryLifecycleLog();
    await log.append(happened(1), after(-7 * DAY - 1));
    await log.append(happened(2), after(-7 * DAY));

    expect((await getLogs(log, '/api/v1/logs')).uuids).toEqual([uuidOf(2)]);
  });

  test('keeps to its `since` when that is still to come', async () => {
    const { append, get } = await logOf(1);
    const first = await get(`/api/v1/logs?since=${after(3 * SECOND).toISOString()}`);
    await append(2);
    await append(3);

    expect(first.uuids).toEqual([]);
    expect((await get(first.next ?? '')).uuids).toEqual([uuidOf(3)]);
  });

  test('looks at what its filter leaves out once only', async () => {
    const { log, now } = await logOf(5);
    const lookedAt: number[] = [];
    const watched = {
      async *read(wanted: Parameters<typeof log.read>[0]) {
        for await (const event of log.read(wanted)) {
          lookedAt.push(event.sequence);
          yield event;
        }
      },
    };
    const filter = encodeURIComponent(`uuid eq "${uuidOf(3)}"`);

    const first = await getLogs(watched, `/api/v1/logs?filter=${filter}`, { now: now() });
    const second = await getLogs(watched, first.next ?? '', { now: now() });

    expect([first.uuids, second.uuids]).toEqual([[uuidOf(3)], []]);
    expect(lookedAt).toEqual([1, 2, 3, 4, 5]);
  });

  test('keeps filter, keywords and limit from page to page', async () => {
    const { log, now } = await logOf(6);
    const filter = encodeURIComponent(`uuid ne "${uuidOf(2)}" and uuid ne "${uuidOf(5)}"`);

    const pages = await followLogs(log, `/api/v1/logs?filter=${filter}&q=updated&limit=2`, { now: now() });

    expect(pages).toEqual([
      [uuidOf(1), uuidOf(3)],
      [uuidOf(4), uuidOf(6)],
    ]);
  });

  test('ends a page early that would be too large for an answer', async () => {
    const log = memoryLifecycleLog();
    const large = (number: number) => ({
      ...happened(number),
      json: `{"uuid":"${number}","x":"${'é'.repeat(900_000)}"}`,
    });
    for (const number of [1, 2, 3]) await log.append(large(number), START);

    expect(await followLogs(log, '/api/v1/logs')).toEqual([['1', '2'], ['3']]);
  });

  test('gives an event that is larger than a page may be, alone', async () => {
    const log = memoryLifecycleLog();
    for (const [number, size] of [10, 4_100_000, 10].entries()) {
      await log.append({ ...happened(number), json: `{"uuid":"${number}","x":"${'x'.repeat(size)}"}` }, START);
    }

    expect(await followLogs(log, '/api/v1/logs')).toEqual([['0'], ['1'], ['2']]);
  });

  test('gives no event that is over, and still goes on', async () => {
    const { log } = await logOf(3);
    const { next } = await getLogs(log, '/api/v1/logs?limit=1', { now: after(MINUTE) });
    const later = after(91 * DAY);
    await log.append(happened(4, later), later);

    expect((await getLogs(log, next ?? '', { now: later })).uuids).toEqual([uuidOf(4)]);
  });

  test('followed from page to page gives every event once and in order, whatever arrives meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ arrivals: fc.nat(4), limit: fc.integer({ min: 0, max: 3 }) }), { minLength: 1 }),
        async (steps) => {
          const { append, get } = await logOf(0);
          const given: string[] = [];
          let arrived = 0;
          let next = LOGS_URL;
          for (const { arrivals, limit } of [...steps, { arrivals: 0, limit: 1_000 }]) {
            for (let left = arrivals; left > 0; left -= 1) await append((arrived += 1));
            const url = new URL(next);
            url.searchParams.set('limit', String(limit));
            const page = await get(url.href);
            given.push(...page.uuids);
            next = page.next ?? '';
          }
          expect(given).toEqual(arrived === 0 ? [] : range(1, arrived));
        },
      ),
      { numRuns: 300, seed: 6 },
    );
  });
});
