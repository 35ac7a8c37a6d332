import { expect, test } from '@jest/globals';
import { type FaultPlan, type Fault, faultPlan } from './faults.ts';
import { drawOf } from './random.ts';

const KINDS: readonly Fault[] = ['slow', 'throttled', 'out of reach'];
const KEYS = Array.from({ length: 300 }, (_, index) => `call ${index}`);

interface Options {
  readonly seed?: number;
  readonly rate?: number;
  readonly nowMs?: () => number;
  readonly keep?: ReadonlySet<string>;
}

const planWith = ({ seed = 1, rate = 0.3, nowMs = () => 0, keep }: Options = {}): FaultPlan =>
  faultPlan({ draw: drawOf(seed), nowMs, rate, calmAtMs: 1_000, keep });

const struck = (
  plan: FaultPlan,
  keys: readonly string[] = KEYS,
  weight = 1,
): ReadonlyMap<string, Fault | undefined> => new Map(keys.map((key) => [key, plan.strike(key, KINDS, weight)]));

const countOf = (faults: ReadonlyMap<string, Fault | undefined>): number =>
  [...faults.values()].filter((fault) => fault !== undefined).length;

test('the key alone decides what befalls it, not what was asked before', () => {
  const forwards = struck(planWith());
  const backwards = struck(planWith(), KEYS.toReversed());
  const some = struck(
    planWith(),
    KEYS.filter((_, index) => index % 7 === 0),
  );

  expect(countOf(forwards)).toBeGreaterThan(0);
  expect(backwards).toEqual(forwards);
  for (const [key, fault] of some) expect([key, fault]).toEqual([key, forwards.get(key)]);
});

test('another seed has other faults', () => {
  expect(struck(planWith({ seed: 2 }))).not.toEqual(struck(planWith()));
});

test('about as many occur as the rate and the weight say, of each kind', () => {
  const faults = struck(planWith());
  const ofKind = KINDS.map((kind) => [...faults.values()].filter((fault) => fault === kind).length);

  expect(countOf(faults) / KEYS.length).toBeCloseTo(0.3, 1);
  for (const count of ofKind) expect(count).toBeGreaterThan(10);
  expect(countOf(struck(planWith(), KEYS, 0.1)) / KEYS.length).toBeCloseTo(0.03, 1);
  expect(countOf(struck(planWith({ rate: 0.000_001 })))).toBe(0);
});

test('of those that occur all are remembered, with key and time', () => {
  let nowMs = 0;
  const plan = planWith({ nowMs: () => (nowMs += 1) });
  const faults = [...struck(plan)].flatMap(([key, fault], index) => (fault ? [{ key, fault, atMs: index + 1 }] : []));

  expect(plan.occurred).toEqual(faults);
});

test('with some left out the others stay what they were', () => {
  const all = struck(planWith());
  const hit = [...all].flatMap(([key, fault]) => (fault ? [key] : []));
  const kept = new Set(hit.slice(0, 5));
  const some = struck(planWith({ keep: kept }));

  expect([...some].filter(([, fault]) => fault)).toEqual([...all].filter(([key]) => kept.has(key)));
});

test('a key that is kept is struck by nothing that would not have struck it', () => {
  const [spared = ''] = [...struck(planWith())].flatMap(([key, fault]) => (fault ? [] : [key]));

  expect(planWith({ keep: new Set([spared]) }).strike(spared, KINDS)).toBeUndefined();
});

test('nothing occurs in the calm', () => {
  expect(countOf(struck(planWith({ rate: 1, nowMs: () => 999 })))).toBe(KEYS.length);
  expect(countOf(struck(planWith({ rate: 1, nowMs: () => 1_000 })))).toBe(0);
});

test('nothing befalls what nothing can befall', () => {
  expect(planWith({ rate: 1 }).strike('call', [])).toBeUndefined();
});
