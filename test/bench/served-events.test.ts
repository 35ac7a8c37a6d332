import { expect, test } from '@jest/globals';
import { servedEvents } from '../../bench/served-events.ts';

const START = new Date('2026-03-01T00:00:00Z');
const uuidsOf = (texts: readonly string[]): string[] =>
  texts.map((text) => (JSON.parse(text) as { uuid: string }).uuid);

test('a served event is at least as long as asked for, and otherwise the one that is generated', () => {
  const short = servedEvents(START, 50);
  const long = servedEvents(START, 50, 5_000);

  expect(long.filter((text) => Buffer.byteLength(text) < 5_000)).toEqual([]);
  expect(uuidsOf(long)).toEqual(uuidsOf(short));
  expect(new Set(uuidsOf(long)).size).toBe(50);
});
