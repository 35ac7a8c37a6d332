import { expect, test } from '@jest/globals';
import { addLook, type Histories, WINDOW_MS } from '../../../console/state/history.ts';
import { streamReply } from '../../support/stream-replies.ts';

const NOTHING: Histories = new Map();

/** Looks two seconds apart, with so many events delivered at each. */
const looks = (...events: readonly number[]): Histories =>
  events.reduce(
    (histories, count, index) => addLook(histories, [streamReply({ delivery: { events: count } })], index * 2_000),
    NOTHING,
  );

const ratesOf = (histories: Histories) => histories.get('0oaA')?.map(({ rate }) => rate);

test('there is no rate at the first look', () => {
  expect(ratesOf(looks(100))).toEqual([undefined]);
});

test('a rate is the difference of two looks over the time between them', () => {
  expect(ratesOf(looks(100, 120))).toEqual([undefined, 10]);
});

test('a rate is told over ten seconds, so that one poll is not a burst and then nothing', () => {
  const histories = looks(0, 100, 100, 100, 100, 100, 200, 200);

  expect(ratesOf(histories)?.slice(-3)).toEqual([10, 10, 10]);
});

test('a count that went back is no negative rate', () => {
  expect(ratesOf(looks(100, 40))).toEqual([undefined, 0]);
});

test('a rate over a pause is told over the pause', () => {
  const before = looks(0);

  expect(ratesOf(addLook(before, [streamReply({ delivery: { events: 600 } })], 60_000))).toEqual([undefined, 10]);
});

test('what is older than the plots is forgotten', () => {
  const before = looks(0, 1);

  const after = addLook(before, [streamReply()], WINDOW_MS + 1_000);

  expect(after.get('0oaA')?.map(({ at }) => at)).toEqual([2_000, WINDOW_MS + 1_000]);
});

test('a stream that is gone has no history, and one of another id has its own', () => {
  const after = addLook(looks(0, 1), [streamReply({ id: 'other' })], 4_000);

  expect([...after.keys()]).toEqual(['other']);
  expect(after.get('other')).toHaveLength(1);
});

test('a clock that was set back does not bend the plots', () => {
  const after = addLook(looks(0, 1, 2), [streamReply({ delivery: { events: 5 } })], 1_000);

  expect(after.get('0oaA')?.map(({ at, rate }) => [at, rate])).toEqual([
    [0, undefined],
    [1_000, 5],
  ]);
});
