import { expect, test } from '@jest/globals';
import { type Evidence, explainAll, type Happening, UNEXPLAINED } from './explain.ts';
import type { Repetition } from './reconcile.ts';

const NOTHING: Evidence = { happenings: [], unheard: [], rereads: [], orderOf: () => 0 };
const again = { uuid: 'a', beforeMs: 1_000, atMs: 9_000 };

const explain = (repetition: Repetition, evidence: Evidence) => explainAll([repetition], evidence)[0];

const at = (ms: number, ends: Happening['ends'], what: string = ends): Happening => ({
  what,
  ends,
  fromMs: ms,
  toMs: ms,
});
const unheard = (what: string, isCertain: boolean, uuid = 'a') => ({
  what,
  isCertain,
  fromMs: 990,
  toMs: 1_010,
  uuids: new Set([uuid]),
});

test('a lost answer explains what was in its request', () => {
  const evidence = { ...NOTHING, unheard: [unheard('answer lost', true)] };

  expect(explain(again, evidence)).toBe('answer lost');
  expect(explain({ ...again, uuid: 'b' }, evidence)).toBe(UNEXPLAINED);
});

test('a lost answer explains no acceptance at another time', () => {
  const evidence = { ...NOTHING, unheard: [unheard('answer lost', true)] };

  expect(explain({ ...again, beforeMs: 2_000 }, evidence)).toBe(UNEXPLAINED);
});

test('the next end of a delivery explains what was accepted in it', () => {
  const happenings = [
    at(500, 'delivery', 'earlier'),
    at(1_500, 'delivery', 'killed'),
    at(2_000, 'delivery', 'later'),
  ];

  expect(explain(again, { ...NOTHING, happenings })).toBe('killed');
});

test('a delivery that was acknowledged explains nothing, whatever came behind it', () => {
  const happenings = [at(1_500, 'acknowledged'), at(2_000, 'delivery', 'killed')];

  expect(explain(again, { ...NOTHING, happenings })).toBe(UNEXPLAINED);
});

test('what ends only after the event has come again explains nothing', () => {
  expect(explain(again, { ...NOTHING, happenings: [at(9_500, 'delivery', 'killed')] })).toBe(UNEXPLAINED);
});

test('a process that is still starting explains what was accepted after it was killed', () => {
  const happenings = [{ ...at(900, 'delivery', 'process killed'), toMs: 5_000 }, at(6_000, 'acknowledged')];

  expect(explain(again, { ...NOTHING, happenings })).toBe('process killed');
});

test('a failed attempt explains what the second one of the same delivery repeats, and nothing later', () => {
  const happenings = [at(1_200, 'attempt', 'attempt failed'), at(5_000, 'acknowledged')];

  expect(explain({ ...again, atMs: 1_300 }, { ...NOTHING, happenings })).toBe('attempt failed');
  expect(explain(again, { ...NOTHING, happenings })).toBe(UNEXPLAINED);
});

test('what was given up a moment before explains what was still accepted then', () => {
  const given = [at(600, 'acknowledged'), at(950, 'delivery', 'deactivated')];

  expect(explain(again, { ...NOTHING, happenings: given })).toBe('deactivated');
  expect(explain({ ...again, beforeMs: 5_950 }, { ...NOTHING, happenings: given })).toBe(UNEXPLAINED);
  expect(explain(again, { ...NOTHING, happenings: [...given, at(1_200, 'acknowledged')] })).toBe(UNEXPLAINED);
});

test('how the delivery ended tells more than that the function was gone', () => {
  const gone = { ...NOTHING, unheard: [unheard('gone', false)] };

  expect(explain(again, { ...gone, happenings: [at(1_500, 'delivery', 'killed')] })).toBe('killed');
  expect(explain(again, gone)).toBe('gone');
});

test('reading again explains what lies in what was read again, and is queued again', () => {
  const rereads = [{ atMs: 5_000, fromOrder: 3, toOrder: 7 }];
  const orderIs = (order: number): Evidence => ({ ...NOTHING, rereads, orderOf: () => order });

  expect(explain(again, orderIs(3))).toContain('refused the cursor');
  expect(explain(again, orderIs(7))).toContain('refused the cursor');
  expect(explain(again, orderIs(2))).toBe(UNEXPLAINED);
  expect(explain(again, orderIs(8))).toBe(UNEXPLAINED);
  expect(explain({ ...again, atMs: 4_999 }, orderIs(3))).toBe(UNEXPLAINED);
});

test('reading again explains what waited in the queue and was accepted only behind it, and each event once', () => {
  const evidence = { ...NOTHING, rereads: [{ atMs: 500, fromOrder: 0, toOrder: 0 }] };
  const third = { uuid: 'a', beforeMs: 9_000, atMs: 12_000 };

  expect(explainAll([again, third, { ...again, uuid: 'b' }], evidence)).toEqual([
    expect.stringContaining('refused the cursor'),
    UNEXPLAINED,
    expect.stringContaining('refused the cursor'),
  ]);
});

test('the end of the delivery before, in the same millisecond, explains nothing', () => {
  const happenings = [at(1_000, 'acknowledged'), at(1_500, 'delivery', 'killed')];

  expect(explain(again, { ...NOTHING, happenings })).toBe('killed');
});
