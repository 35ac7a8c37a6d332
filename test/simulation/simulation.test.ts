import { describe, expect, test } from '@jest/globals';
import { live } from './history.ts';
import { runHistories } from './run-histories.ts';
import { tally } from './tally.ts';

const BATCHES = 6;
const BATCH = 40;
const total = tally();

describe('random histories of faults', () => {
  test.each(Array.from({ length: BATCHES }, (_, index) => 1 + index * BATCH))(
    `keep every promise: ${BATCH} seeds from %i on`,
    async (first) => {
      const batch = tally();

      await runHistories({ first, count: BATCH, threads: 1 }, (told) => {
        batch.add(told);
        total.add(told);
        return true;
      });

      expect(batch.failed).toEqual([]);
      expect(batch.histories).toBe(BATCH);
    },
  );

  test('are histories of work: events by the thousand, and most of them are delivered once', () => {
    const { events, deliveries, duplicates } = total.sums;

    expect(total.histories).toBe(BATCHES * BATCH);
    expect(events).toBeGreaterThan(5_000);
    expect(deliveries).toBeGreaterThan(events);
    expect(duplicates / deliveries).toBeLessThan(0.1);
  });

  test('know every kind of fault and every kind of deed', () => {
    expect([...total.faults].filter(([, times]) => times === 0)).toEqual([]);
    expect([...total.deeds].filter(([, times]) => times === 0)).toEqual([]);
    expect(total.deeds.size).toBe(16);
  });

  test.each([
    ...['delivered', 'rewound', 'dead letter', 'set aside', 'possible gap', 'backpressure', 'polling held'],
    ...['read lost a race', 'queueing failed', 'delivery interrupted', 'announcement failed', 'deleted', 'replaced'],
    ...['read failed: CURSOR_REFUSED', 'read failed: OKTA_UNAUTHORIZED', 'read failed: OKTA_PAGE_INVALID'],
    ...['deactivated: ADMIN', 'deactivated: INTERNAL', 'deactivated: TARGET_CONFIGURATION'],
    ...['deactivated: TARGET_REJECTED', 'deactivated: TARGET_TIMEOUT', 'deactivated: TARGET_UNAVAILABLE'],
    ...['message dropped: stream inactive', 'message dropped: stale generation', 'message dropped: lost a race'],
    ...['message dropped: already acknowledged', 'message dropped: stream deleted', 'lifecycle event delivered'],
  ])('come to "%s"', (what) => {
    expect(total.reached.get(what) ?? 0).toBeGreaterThan(0);
  });

  test.each([7, 21])('are the same whenever they are lived: seed %i', async (seed) => {
    const [once, again] = [await live({ seed, isTraced: true }), await live({ seed, isTraced: true })];

    expect(once.trace.length).toBeGreaterThan(100);
    expect(again.trace).toEqual(once.trace);
  });

  test('are others with another seed', async () => {
    expect((await live({ seed: 7, isTraced: true })).trace).not.toEqual(
      (await live({ seed: 8, isTraced: true })).trace,
    );
  });

  test('go on without the faults that are left out, the others staying what they were', async () => {
    const whole = await live({ seed: 8 });
    const [left] = whole.faults;
    const keep = new Set([...whole.deeds, ...whole.faults].map(({ key }) => key).filter((key) => key !== left?.key));

    const { faults } = await live({ seed: 8, keep });

    expect(left).toBeDefined();
    expect(faults.map(({ key }) => key)).not.toContain(left?.key);
    const known = new Map(whole.faults.map(({ key, fault }) => [key, fault]));
    expect(faults.map(({ key, fault }) => [key, fault])).toEqual(faults.map(({ key }) => [key, known.get(key)]));
  });
});
