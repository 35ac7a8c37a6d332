import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LifecycleLog } from '../../lambdas/core/ports.ts';
import { happened, logged } from '../support/happened.ts';
import { DAY, HOUR, SECOND, START } from '../support/manual-clock.ts';

const after = (ms: number): Date => new Date(START.getTime() + ms);

/** What every lifecycle log promises. `create` answers a new, empty one. */
export function describeLifecycleLog(name: string, create: () => Promise<LifecycleLog>): void {
  describe.each([{ name }])('$name', () => {
    let log: LifecycleLog;
    beforeEach(async () => {
      log = await create();
    });
    const appendAll = async (...numbers: readonly number[]): Promise<void> => {
      for (const number of numbers) await log.append(happened(number), after(number * SECOND));
    };

    test('has nothing at first', async () => {
      expect(await logged(log)).toEqual([]);
      expect(await log.has(happened(1))).toBe(false);
    });

    test('gives events whole, in the order of their arrival, with sequences and times', async () => {
      const [first, second] = [happened(2), happened(1)];
      await log.append(first, after(SECOND));
      await log.append(second, after(2 * SECOND));

      expect(await logged(log)).toEqual([
        { ...first, sequence: 1, persistedAt: after(SECOND).toISOString() },
        { ...second, sequence: 2, persistedAt: after(2 * SECOND).toISOString() },
      ]);
    });

    test('keeps the JSON of an event character by character', async () => {
      const json = '{ "n":1.10,"n":"👩‍🚒 \\u0001 \\ud800","none":null }';
      await log.append({ ...happened(1), json }, START);

      expect(await logged(log)).toMatchObject([{ json }]);
    });

    test('has an event that was added, whatever came after it', async () => {
      await appendAll(1, 2, 3);

      expect(await Promise.all([1, 2, 3, 4].map((number) => log.has(happened(number))))).toEqual([
        true,
        true,
        true,
        false,
      ]);
    });

    test('adds an event once, whatever came after it', async () => {
      await appendAll(1, 2, 1, 2, 3);

      expect(await logged(log)).toMatchObject([1, 2, 3].map((sequence) => ({ ...happened(sequence), sequence })));
    });

    test('adds an event once whose repetition comes hours later', async () => {
      await log.append(happened(1), after(SECOND));
      await log.append(happened(2), after(5 * HOUR));
      await log.append(happened(1), after(6 * HOUR));

      expect(await logged(log)).toMatchObject([{ sequence: 1 }, { sequence: 2 }]);
    });

    test('adds an event once that arrived before it happened, as clocks go', async () => {
      await log.append(happened(1, after(0.9 * HOUR)), START);
      await log.append(happened(1, after(0.9 * HOUR)), START);

      expect(await logged(log)).toHaveLength(1);
    });

    test('gives each of many appended at once its own sequence without a hole, and one to those that are the same', async () => {
      const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
      await Promise.all([...numbers, ...numbers].map((number) => log.append(happened(number), START)));

      const events = await logged(log);

      expect(events.map(({ sequence }) => sequence)).toEqual(numbers);
      expect(new Set(events.map(({ uuid }) => uuid)).size).toBe(numbers.length);
    });

    test('is read behind a sequence, in order or backwards', async () => {
      await appendAll(1, 2, 3, 4);
      const sequences = async (range: Parameters<typeof logged>[1]) =>
        (await logged(log, range)).map(({ sequence }) => sequence);

      expect(await sequences({ after: 2 })).toEqual([3, 4]);
      expect(await sequences({ order: 'DESCENDING' })).toEqual([4, 3, 2, 1]);
      expect(await sequences({ after: 2, order: 'DESCENDING' })).toEqual([4, 3]);
      expect(await sequences({ after: 4 })).toEqual([]);
    });

    test.each(['ASCENDING', 'DESCENDING'] as const)(
      'gives no event that was there for 90 days, read %s',
      async (order) => {
        await log.append(happened(1), START);
        await log.append(happened(2, after(DAY)), after(DAY));
        const uuidsAt = async (now: Date) => (await logged(log, { now, order })).map(({ uuid }) => uuid);

        expect(await uuidsAt(after(90 * DAY - SECOND))).toHaveLength(2);
        expect(await uuidsAt(after(90 * DAY))).toEqual([happened(2).uuid]);
        expect(await uuidsAt(after(91 * DAY))).toEqual([]);
      },
    );

    test('goes on counting where it was when all events are over', async () => {
      await appendAll(1, 2);
      const later = after(200 * DAY);
      await log.append(happened(3, later), later);

      expect(await logged(log, { now: later })).toMatchObject([{ ...happened(3, later), sequence: 3 }]);
    });

    test('hands out copies: nobody changes what is logged by changing what he holds', async () => {
      await appendAll(1);
      for (const event of await logged(log)) Object.assign(event, { json: 'changed' });

      expect(await logged(log)).toMatchObject([happened(1)]);
    });
  });
}
