import { expect, test } from '@jest/globals';
import { lagWindows, mergeLags, percentileMs } from '../../../bench/soak/lag-histogram.ts';

const only = (lags: readonly number[]) => {
  const windows = lagWindows(1000);
  for (const lag of lags) windows.add(0, lag);
  return mergeLags(windows.windows);
};

test.each([
  [50, 500],
  [95, 950],
  [99, 990],
])('p%d is the nearest rank, at most 5 % too great', (percentile, exact) => {
  const found = percentileMs(only(Array.from({ length: 1000 }, (_, index) => index + 1)), percentile) ?? 0;

  expect(found).toBeGreaterThanOrEqual(exact);
  expect(found).toBeLessThanOrEqual(exact * 1.05);
});

test('p100 is the greatest lag itself', () => {
  expect(percentileMs(only([3, 12_345, 700]), 100)).toBe(12_345);
});

test('a lag of nothing and one beyond a day are counted too', () => {
  expect(percentileMs(only([-5, 0]), 50)).toBe(0);
  expect(percentileMs(only([100 * 86_400_000]), 50)).toBeGreaterThan(86_400_000);
});

test('there is no percentile of nothing, and none beyond 100', () => {
  expect(percentileMs(only([]), 50)).toBeUndefined();
  expect(() => percentileMs(only([1]), 101)).toThrow('percentile must be 0 to 100; got 101');
});

test('each window has the lags of its time', () => {
  const windows = lagWindows(1000);
  windows.add(999, 10);
  windows.add(2_500, 2_000);

  expect(windows.windows.map((each) => percentileMs(each, 50))).toEqual([10, undefined, 2_000]);
});
