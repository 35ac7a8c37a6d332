import { expect, test } from '@jest/globals';
import type { LifecycleEntry } from '../../../console/api/lifecycle-log.ts';
import { merged } from '../../../console/state/timeline.ts';

const entry = (uuid: string, published: string): LifecycleEntry => ({
  uuid,
  published,
  action: 'create',
  message: '',
  streamId: '',
  streamName: '',
  actor: '',
  isWarning: false,
});

const uuidsOf = (entries: readonly LifecycleEntry[]) => entries.map(({ uuid }) => uuid).join('');

test('the newest event stands first, whatever the order it came in', () => {
  const known = merged([], [entry('a', '2026-03-01T00:00:01Z'), entry('b', '2026-03-01T00:00:03Z')]);

  expect(uuidsOf(merged(known, [entry('c', '2026-03-01T00:00:02.500Z')]))).toBe('bca');
});

test('of two events of one moment the one that came last stands first', () => {
  expect(uuidsOf(merged([], [entry('a', '2026-03-01T00:00:01Z'), entry('b', '2026-03-01T00:00:01Z')]))).toBe('ba');
});

test('an event that is told twice stands once', () => {
  const a = entry('a', '2026-03-01T00:00:01Z');

  expect(uuidsOf(merged(merged([], [a, a]), [a]))).toBe('a');
});

test('the oldest ones are forgotten', () => {
  const many = Array.from({ length: 400 }, (_, index) =>
    entry(`${index}`, new Date(Date.UTC(2026, 2, 1) + index * 1_000).toISOString()),
  );

  const kept = merged([], many);

  expect([kept.length, kept[0]?.uuid]).toEqual([300, '399']);
});
