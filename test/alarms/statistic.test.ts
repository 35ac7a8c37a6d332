import { describe, expect, test } from '@jest/globals';
import { statistic } from '../../local/alarms/statistic.ts';

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('a statistic', () => {
  test.each([
    ['Sum', [1, 2, 6], 9],
    ['Average', [1, 2, 6], 3],
    ['SampleCount', [1, 2, 6], 3],
    ['Minimum', [4, 2, 6], 2],
    ['Maximum', [4, -2, 1], 4],
    ['p50', [3, 1, 2], 2],
    ['p99', HUNDRED, 99],
    ['p99.9', HUNDRED, 100],
    ['p100', HUNDRED, 100],
    ['p0', HUNDRED, 1],
    ['p50', [7], 7],
  ])('%s of %j is %d', (name, values, value) => {
    expect(statistic(name, values)).toBe(value);
  });

  test.each(['tm99', 'IQM', 'p', 'p1000', 'sum', 'undefined'])('%s fails by name', (name) => {
    expect(() => statistic(name, [1])).toThrow(`the statistic ${name} is not played`);
  });
});
