import { describe, expect, test } from '@jest/globals';
import { median, rotated } from '../../bench/statistics.ts';

describe('a median', () => {
  test.each([
    ['the only number', [7], 7],
    ['the middle one, whatever their order', [9, 1, 100], 9],
    ['the mean of the two in the middle', [1, 2, 4, 100], 3],
    ['by value, not by text', [10, 9, 2], 9],
  ])('is %s', (_what, numbers, expected) => {
    expect(median(numbers)).toBe(expected);
  });

  test('of nothing fails', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('a rotation', () => {
  test.each([
    [0, ['a', 'b', 'c']],
    [1, ['b', 'c', 'a']],
    [5, ['c', 'a', 'b']],
  ])('by %i keeps every item and starts elsewhere', (by, expected) => {
    expect(rotated(['a', 'b', 'c'], by)).toEqual(expected);
  });

  test('of nothing is nothing', () => {
    expect(rotated([], 2)).toEqual([]);
  });
});
