import { describe, expect, test } from '@jest/globals';
import { timeOf } from '../../lambdas/admin/log-time.ts';

const isoOf = (text: string): string | undefined => {
  const ms = timeOf(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('a time', () => {
  test.each([
    ['2024-02-29T16:22:18Z', '2024-02-29T16:22:18.000Z'],
    ['2024-02-29T16:22:18.123Z', '2024-02-29T16:22:18.123Z'],
    ['2024-02-29T16:22:18.123456789Z', '2024-02-29T16:22:18.123Z'],
    ['2024-02-29T16:22:18+01:00', '2024-02-29T15:22:18.000Z'],
    ['2024-02-29T16:22:18-0130', '2024-02-29T17:52:18.000Z'],
    ['2024-02-29T16:22:18 01:00', '2024-02-29T15:22:18.000Z'],
    ['2024-02-29T16:22:18', '2024-02-29T16:22:18.000Z'],
    ['2024-02-29T16:22Z', '2024-02-29T16:22:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['Mon Jan 01 2024 00:00:00 GMT+0000 (Coordinated Universal Time)', '2024-01-01T00:00:00.000Z'],
    ['Mon Jan 01 2024 01:30:00 GMT+0130 (GMT+01:30)', '2024-01-01T00:00:00.000Z'],
    ['Mon Jan 01 2024 01:30:00 GMT 0130', '2024-01-01T00:00:00.000Z'],
    ['Sun Dec 31 2023 19:00:00 GMT-0500 (Eastern Standard Time)', '2024-01-01T00:00:00.000Z'],
  ])('is %s, which is %s', (text, iso) => {
    expect(isoOf(text)).toBe(iso);
  });

  test('is what JavaScript prints of a Date, to the second', () => {
    const date = new Date('2024-07-01T12:34:56.000Z');

    expect(isoOf(String(date))).toBe(date.toISOString());
  });

  test.each([
    '',
    'now',
    '2024',
    '2024-02',
    '20240229',
    '2023-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-01T25:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:00+99:99',
    '2024-01-01T00:00:00.Z',
    '2024-01-01 00:00:00Z',
    ' 2024-01-01T00:00:00Z',
    '+012024-01-01T00:00:00Z',
    '1704067200000',
    'Mon Jan 01 2024',
    'Mon, 01 Jan 2024 00:00:00 GMT',
    'Xyz Xyz 99 2024 00:00:00 GMT+0000',
    'Invalid Date',
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00+00:01',
  ])('is not %j', (text) => {
    expect(timeOf(text)).toBeUndefined();
  });
});
