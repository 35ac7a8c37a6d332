import { describe, expect, test } from '@jest/globals';
import { metricHistory } from '../../local/alarms/metric-history.ts';
import { usualBand } from '../../local/alarms/usual-band.ts';
import { DAY, HOUR, MINUTE, START } from '../support/manual-clock.ts';

const METRIC = { namespace: 'Test', name: 'EventsRead', dimensions: {} };
const QUARTER = { ...METRIC, periodSeconds: 900, statistic: 'Sum' };

/** The band at the start, of a metric that had these values so long before it. */
function bandAfter(values: readonly (readonly [msBefore: number, value: number])[], standardDeviations = 2) {
  const history = metricHistory();
  history.add(
    values.map(([msBefore, value]) => ({
      ...METRIC,
      unit: 'Count',
      values: [value],
      timestamp: new Date(START.getTime() - msBefore),
    })),
  );
  return usualBand(history, QUARTER, START.getTime(), standardDeviations);
}

const days = (...numbers: readonly number[]) => numbers.map((day) => day * DAY);

describe('what is usual', () => {
  test('lies around the mean of the hour on other days, so many standard deviations wide', () => {
    const before = days(1, 2, 3, 4).map((ms, index) => [ms, index % 2 === 0 ? 90 : 110] as const);

    expect(bandAfter(before)).toEqual({ lower: 80, upper: 120 });
    expect(bandAfter(before, 3)).toEqual({ lower: 70, upper: 130 });
  });

  test('takes every period of the hour, and none of another hour', () => {
    const before = days(1, 2, 3).flatMap((ms) => [
      [ms, 10] as const,
      [ms - 45 * MINUTE, 30] as const,
      [ms - HOUR, 1000] as const,
      [ms + MINUTE, 1000] as const,
    ]);

    expect(bandAfter(before, 1)).toEqual({ lower: 10, upper: 30 });
  });

  test('never lies below nothing', () => {
    const before = days(1, 2, 3, 4).map((ms, index) => [ms, index % 2 === 0 ? 0 : 10] as const);

    expect(bandAfter(before)).toEqual({ lower: 0, upper: 15 });
  });

  test.each([
    { known: days(1, 2), band: undefined },
    { known: days(1, 2, 14), band: { lower: 5, upper: 5 } },
    { known: days(1, 2, 15), band: undefined },
    { known: days(1, 2, 0), band: undefined },
  ])('is known from three of the fourteen days before: $known', ({ known, band }) => {
    expect(bandAfter(known.map((ms) => [ms, 5] as const))).toEqual(band);
  });
});
