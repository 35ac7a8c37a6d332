import { expect, test } from '@jest/globals';
import { lowWater } from '../../../bench/soak/low-water.ts';

test('keeps the least of each window, at its middle', () => {
  const water = lowWater(1000);
  for (const [ms, value] of [
    [0, 30],
    [400, 10],
    [999, 20],
    [2_100, 40],
  ] as const)
    water.add(ms, value);

  expect(water.points).toEqual([
    [500, 10],
    [2_500, 40],
  ]);
});
