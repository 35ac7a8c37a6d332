import { expect, test } from '@jest/globals';
import { parseOptions } from '../../../bench/soak/options.ts';

test('half an hour, fifty streams and 2,000 deliveries a second, unless told otherwise', () => {
  expect(parseOptions([])).toEqual({
    minutes: 30,
    rate: 2_000,
    streams: 50,
    requestsPerMinute: 600,
    jsonFile: undefined,
  });
  expect(parseOptions(['--minutes', '3', '--rate', '40', '--streams', '1', '--json', 'soak.json'])).toMatchObject({
    minutes: 3,
    rate: 40,
    streams: 1,
    jsonFile: 'soak.json',
  });
  expect(parseOptions(['--help'])).toBe('help');
});

test.each([
  ['--minutes', '0'],
  ['--rate', 'fast'],
  ['--streams', '0'],
  ['--streams', '201'],
  ['--streams', '1.5'],
  ['--requests-per-minute', '11'],
])('refuses %s %s', (flag, value) => {
  expect(() => parseOptions([`${flag}=${value}`])).toThrow(`${flag} must be`);
});

test('refuses a flag that does not exist', () => {
  expect(() => parseOptions(['--forever'])).toThrow('--forever');
});
