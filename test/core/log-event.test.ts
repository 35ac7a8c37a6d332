import { describe, expect, test } from '@jest/globals';
import { lagsOf, newestPublished, publishedMs } from '../../lambdas/core/log-event.ts';
import { logEvent } from '../support/events.ts';
import { START } from '../support/manual-clock.ts';

describe('published', () => {
  test.each([
    ['2026-02-13T09:07:11.123Z', Date.UTC(2026, 1, 13, 9, 7, 11, 123)],
    ['2026-02-13T09:07:11Z', Date.UTC(2026, 1, 13, 9, 7, 11)],
    ['2026-02-13T09:07:11', Date.UTC(2026, 1, 13, 9, 7, 11)],
    ['2026-02-13T09:07:11.12Z', Date.UTC(2026, 1, 13, 9, 7, 11, 120)],
    ['2026-02-13T09:07:11.123456Z', Date.UTC(2026, 1, 13, 9, 7, 11, 123) + 0.456],
    ['2026-02-13T09:07:11.123456789Z', Date.UTC(2026, 1, 13, 9, 7, 11, 123) + 0.456789],
    ['2026-02-13T09:07:11+02:00', Date.UTC(2026, 1, 13, 7, 7, 11)],
    ['2026-02-13T09:07:11.5-0130', Date.UTC(2026, 1, 13, 10, 37, 11, 500)],
  ])('%s names a moment', (published, expected) => {
    expect(publishedMs({ published })).toBeCloseTo(expected, 3);
  });

  test.each([[undefined], [''], ['yesterday'], ['2026-02-13'], ['2026-13-01T00:00:00Z'], ['2026-02-13T25:00:00Z']])(
    '%s names none',
    (published) => {
      expect(publishedMs({ published })).toBeUndefined();
    },
  );
});

describe('the newest published', () => {
  test('is the latest moment, wherever it stands', () => {
    const events = ['2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', 'never', '2026-01-01T00:00:00Z'];

    expect(newestPublished(events.map((published, n) => logEvent(n, { published })))).toBe(
      '2026-01-03T00:00:00.000Z',
    );
  });

  test('is undefined when no event tells its time', () => {
    expect(
      newestPublished([logEvent(1, { published: undefined }), logEvent(2, { published: 'never' })]),
    ).toBeUndefined();
  });
});

test('every event has its lag, however many they are, but those that tell no time', () => {
  const events = [logEvent(1, { published: 'never' }), ...Array.from({ length: 1_000 }, (_, n) => logEvent(n))];

  const lags = lagsOf(events, new Date(START.getTime() + 2_000));

  expect(lags).toEqual(Array.from({ length: 1_000 }, (_, n) => 2_000 - n));
});
