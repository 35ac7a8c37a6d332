import { expect, test } from '@jest/globals';
import { slopeOf } from '../../../bench/soak/slope.ts';

test('finds the slope of a straight line, and no doubt about it', () => {
  const { perX, error } = slopeOf([0, 1, 2, 5].map((x) => [x, 3 * x + 7] as const));

  expect(perX).toBeCloseTo(3, 10);
  expect(error).toBeCloseTo(0, 10);
});

test('finds none in what only goes up and down, and says how much chance may have bent it', () => {
  const { perX, error } = slopeOf([
    [0, 1],
    [1, -1],
    [2, -1],
    [3, 1],
  ]);

  expect(perX).toBeCloseTo(0, 10);
  // Squares of the rest 4, two degrees of freedom, spread of x 5.
  expect(error).toBeCloseTo(Math.sqrt(4 / 2 / 5), 10);
});

test.each([
  [
    'two points',
    [
      [0, 1],
      [1, 2],
    ] as const,
  ],
  [
    'points at one place',
    [
      [1, 1],
      [1, 2],
      [1, 3],
    ] as const,
  ],
])('refuses %s', (_what, points) => {
  expect(() => slopeOf(points)).toThrow(RangeError);
});
