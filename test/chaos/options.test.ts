import { expect, test } from '@jest/globals';
import { parseOptions } from './options.ts';

test('ten minutes with a seed of the moment, unless told otherwise', () => {
  expect(parseOptions([], 42)).toEqual({ minutes: 10, seed: 42, rate: 60, isJson: false });
  expect(parseOptions(['--minutes', '0.5', '--seed', '7', '--rate', '9', '--json'], 42)).toEqual({
    minutes: 0.5,
    seed: 7,
    rate: 9,
    isJson: true,
  });
  expect(parseOptions(['--help'], 42)).toBe('help');
});

test.each([
  ['--minutes', '0'],
  ['--minutes', 'ten'],
  ['--seed', '-1'],
  ['--seed', '1.5'],
  ['--rate', '0'],
  ['--rate', '1001'],
])('refuses %s %s', (flag, value) => {
  expect(() => parseOptions([`${flag}=${value}`], 42)).toThrow(`${flag} must be`);
});

test('refuses a flag that does not exist', () => {
  expect(() => parseOptions(['--forever'], 42)).toThrow('--forever');
});
