import { expect, test } from '@jest/globals';
import { drawOf } from './random.ts';
import { timeline, type Timeline } from './timeline.ts';

const runOut = (time: Timeline): void => {
  while (time.step());
};

/** A timeline from 1,000 on whose ties are decided by `ties`, one after the other, and then by nothing. */
const timelineWith = (...ties: readonly number[]): Timeline => {
  const left = [...ties];
  return timeline(1_000, () => left.shift() ?? 0);
};

test('things happen soonest first, whatever the order in which they were put on it', () => {
  const draw = drawOf(1);
  const time = timeline(0, () => 0);
  const delays = Array.from({ length: 500 }, (_, index) => Math.floor(draw(`delay ${index}`) * 10_000));
  const happened: number[] = [];
  for (const delay of delays) time.after(delay, () => happened.push(delay));
  runOut(time);

  expect(happened).toEqual(delays.toSorted((a, b) => a - b));
});

test('the time is that of what happens', () => {
  const time = timelineWith();
  const times: number[] = [];
  time.after(250, () => times.push(time.nowMs));
  time.after(50, () => times.push(time.nowMs));
  runOut(time);

  expect([times, time.nowMs]).toEqual([[1_050, 1_250], 1_250]);
});

test('two things of one moment happen in the order of their ties', () => {
  const time = timelineWith(0.9, 0.1, 0.5);
  const happened: string[] = [];
  for (const name of ['a', 'b', 'c']) time.after(10, () => happened.push(name));
  runOut(time);

  expect(happened).toEqual(['b', 'c', 'a']);
});

test('what follows from something is counted from when that happened', () => {
  const time = timelineWith();
  const happened: string[] = [];
  time.after(100, () => {
    happened.push('first');
    time.after(100, () => happened.push(`second at ${time.nowMs}`));
  });
  time.after(150, () => happened.push('between'));
  runOut(time);

  expect(happened).toEqual(['first', 'between', 'second at 1200']);
});

test('what is put into the past happens now: the time never goes back', () => {
  const time = timelineWith();
  const times: number[] = [];
  time.after(100, () => time.after(-500, () => times.push(time.nowMs)));
  runOut(time);

  expect(times).toEqual([1_100]);
});

test('what is put into the past is not before what happens now', () => {
  const time = timelineWith(0.1, 0.9);
  const happened: string[] = [];
  time.after(0, () => happened.push('now'));
  time.after(-500, () => happened.push('past'));
  runOut(time);

  expect(happened).toEqual(['now', 'past']);
});

test('there is a step for each thing and no more', () => {
  const time = timelineWith();
  for (let thing = 0; thing < 3; thing += 1) time.after(thing, () => undefined);

  expect([time.step(), time.step(), time.step(), time.step(), time.step()]).toEqual([true, true, true, false, false]);
});
