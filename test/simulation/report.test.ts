import { describe, expect, test } from '@jest/globals';
import { FAULTS } from './faults.ts';
import type { Broken } from './account.ts';
import { progressLine, report } from './report.ts';
import { type Tally, tally } from './tally.ts';
import type { Told } from './worker.ts';

const told = (seed: number, more: Partial<Told> = {}): Told => ({
  seed,
  deeds: [],
  faults: [],
  broken: [],
  reached: [],
  steps: 1_000,
  simulatedMs: 3_600_000,
  restMs: 60_000,
  events: 100,
  deliveries: 120,
  duplicates: 20,
  rewinds: 2,
  ...more,
});

const lost = (what: string): Broken => ({ promise: 'lost', what });

function tallyOf(...histories: readonly Told[]): Tally {
  const total = tally();
  for (const each of histories) total.add(each);
  return total;
}

describe('a tally', () => {
  test('adds up what the histories came to', () => {
    const { histories, sums } = tallyOf(told(1), told(2, { events: 5, rewinds: 0 }));

    expect(histories).toBe(2);
    expect(sums).toEqual({
      steps: 2_000,
      simulatedMs: 7_200_000,
      restMs: 120_000,
      events: 105,
      deliveries: 240,
      duplicates: 40,
      rewinds: 2,
    });
  });

  test('counts faults, deeds and what was reached by their kinds', () => {
    const { faults, deeds, reached } = tallyOf(
      told(1, {
        faults: [
          { key: 'a', fault: 'slow', atMs: 0 },
          { key: 'b', fault: 'slow', atMs: 0 },
        ],
        deeds: [{ key: 'c', atMs: 0, kind: 'create' }],
        reached: [['delivered', 3]],
      }),
      told(2, { faults: [{ key: 'a', fault: 'throttled', atMs: 0 }], reached: [['delivered', 4]] }),
    );

    expect([faults.get('slow'), faults.get('throttled')]).toEqual([2, 1]);
    expect([...deeds, ...reached]).toEqual([
      ['create', 1],
      ['delivered', 7],
    ]);
  });

  test('knows of every fault, also of those that never occurred', () => {
    expect([...tally().faults.keys()]).toEqual(Object.keys(FAULTS));
  });

  test('keeps those that broke a promise, the lowest seed first', () => {
    const { failed } = tallyOf(told(9, { broken: [lost('x')] }), told(3), told(2, { broken: [lost('y')] }));

    expect(failed).toEqual([
      { seed: 2, broken: [lost('y')] },
      { seed: 9, broken: [lost('x')] },
    ]);
  });
});

describe('a report', () => {
  const total = tallyOf(
    told(1, {
      broken: [lost('x'), { promise: 'order', what: 'y' }],
      deeds: [{ key: 'c', atMs: 0, kind: 'create' }],
      faults: [{ key: 'a', fault: 'slow', atMs: 0 }],
      reached: [['delivered', 1_234]],
    }),
    told(2, { broken: [lost('z')] }),
  );
  const lines = report(total, 12_345).split('\n');
  const counted = (what: string): string | undefined =>
    lines
      .find((line) => line.endsWith(`  ${what}`))
      ?.trim()
      .split(' ')[0];

  test('tells how much there was of everything', () => {
    expect(lines.slice(0, 2)).toEqual([
      '2 histories in 12.3 s: 2 simulated hours, 2,000 steps',
      '200 events, 240 deliveries of events, 40 of them again; 4 rewinds',
    ]);
  });

  test.each([
    ['events lost', '2'],
    ['first acceptances out of order', '1'],
    ['attempts for a stream not seen to be ACTIVE', '0'],
    ['deactivations without exactly two attempts', '0'],
    ['requests that the rate limit forbids', '0'],
    ['secrets where they do not belong', '0'],
    ['streams that did not come to rest', '0'],
    ['changes that were not told', '0'],
    ['slow', '1'],
    ['target mute', '0'],
    ['create', '1'],
    ['delivered', '1,234'],
  ])('counts %s: %s', (what, count) => {
    expect(counted(what)).toBe(count);
  });

  test('of the way tells how far it is', () => {
    expect(progressLine(total, 10_000, 65_432)).toBe('2 of 10,000 histories, 2 failed, 65 s');
  });
});
