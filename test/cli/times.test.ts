import { describe, expect, test } from '@jest/globals';
import { duration, parseTime } from '../../cli/times.ts';
import { manualClock } from '../support/manual-clock.ts';

const { now } = manualClock(new Date('2026-03-01T12:00:00Z'));

describe('a time that an admin writes', () => {
  test.each([
    ['2026-02-28', '2026-02-28T00:00:00.000Z'],
    ['2026-02-28T10:30Z', '2026-02-28T10:30:00.000Z'],
    ['2026-02-28T10:30:05.5Z', '2026-02-28T10:30:05.500Z'],
    ['2026-02-28T10:30:00+02:00', '2026-02-28T08:30:00.000Z'],
    ['30s', '2026-03-01T11:59:30.000Z'],
    ['15m', '2026-03-01T11:45:00.000Z'],
    ['2h', '2026-03-01T10:00:00.000Z'],
    ['7d', '2026-02-22T12:00:00.000Z'],
  ])('may be %s', (text, time) => {
    expect(parseTime(text, '--since', now)).toBe(time);
  });

  test.each(['', 'yesterday', '2026-02-30T', '2026-13-01', '2026-02-28T10:30', '5w', '-5m', '12345678d', '5 m'])(
    'may not be "%s"',
    (text) => {
      expect(() => parseTime(text, '--since', now)).toThrow(
        expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(`got "${text}"`) }),
      );
    },
  );
});

test.each([
  [0, '0 s'],
  [119, '119 s'],
  [120, '2 min'],
  [7_199, '120 min'],
  [7_200, '2 h'],
  [172_800, '2 d'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
