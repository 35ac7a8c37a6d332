import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import {
  answered,
  blockedUntil,
  type RateBudget,
  rateBudget,
  requested,
  unanswered,
} from '../../lambdas/okta/rate-limit.ts';

const NOW = new Date('2026-03-01T00:00:00.000Z');
const seconds = (count: number, from = NOW) => new Date(from.getTime() + count * 1_000);
const epoch = (time: Date) => String(Math.floor(time.getTime() / 1_000));

type Parts = Partial<Record<'limit' | 'remaining' | 'reset' | 'date', string | number | null>> & { status?: number };

/** An answer of a window of 120 that ends in 30 s, unless said otherwise; null leaves a header out. */
function answer({ status = 200, ...parts }: Parts = {}) {
  const values = { limit: 120, remaining: 119, reset: epoch(seconds(30)), date: NOW.toUTCString(), ...parts };
  const names = {
    limit: 'x-rate-limit-limit',
    remaining: 'x-rate-limit-remaining',
    reset: 'x-rate-limit-reset',
    date: 'date',
  };
  const headers = new Headers();
  for (const key of ['limit', 'remaining', 'reset', 'date'] as const) {
    if (values[key] !== null) headers.set(names[key], String(values[key]));
  }
  return { status, headers };
}

const after = (budget: RateBudget, parts?: Parts, at = NOW) => answered(requested(budget), answer(parts), at);
const times = (count: number, step: (budget: RateBudget) => RateBudget, budget: RateBudget) =>
  Array.from({ length: count }).reduce<RateBudget>((current) => step(current), budget);

const retryAt = (budget: RateBudget, at = NOW) => blockedUntil(budget, at)?.retryAt;

describe('the wait after a 429', () => {
  test.each([
    ['until a second behind the reset', { reset: epoch(seconds(30)) }, 31],
    [
      'by Okta’s clock, when ours is an hour ahead of it',
      { date: seconds(-3_600).toUTCString(), reset: epoch(seconds(-3_570)) },
      31,
    ],
    [
      'by Okta’s clock, when ours is an hour behind it',
      { date: seconds(3_600).toUTCString(), reset: epoch(seconds(3_630)) },
      31,
    ],
    ['by our clock, when Okta’s is not told', { date: null, reset: epoch(seconds(30)) }, 31],
    ['by our clock, when Okta’s is no date', { date: 'soon', reset: epoch(seconds(30)) }, 31],
    ['a second, when the reset is now', { reset: epoch(NOW) }, 1],
    ['a second, when the reset is a second ago', { reset: epoch(seconds(-1)) }, 1],
    ['a second, when the reset is long ago', { reset: epoch(seconds(-7_200)) }, 1],
    ['a second, when the reset is 0', { reset: 0 }, 1],
    ['at most ten minutes', { reset: epoch(seconds(599)) }, 600],
    ['a minute, when the reset is farther away than that', { reset: epoch(seconds(600)) }, 60],
    ['a minute, when the reset is in milliseconds', { reset: NOW.getTime() + 30_000 }, 60],
    ['a minute, when no reset is told', { reset: null }, 60],
    ['a minute, when the reset is negative', { reset: -5 }, 60],
    ['a minute, when the reset is no number', { reset: 'NaN' }, 60],
    ['a minute, when the reset is given twice', { reset: '1795341600, 1795341660' }, 60],
    ['a minute, when nothing is told', { limit: null, remaining: null, reset: null, date: null }, 60],
    ['five seconds, when it is about concurrency', { limit: 0, remaining: 0, reset: epoch(seconds(30)) }, 5],
  ])('is %s', (_, parts, expected) => {
    const budget = after(rateBudget(0.5), { status: 429, remaining: 0, ...parts });

    expect(retryAt(budget)).toEqual(seconds(expected));
  });

  test('ends: at its end a request may be made', () => {
    const budget = after(rateBudget(0.5), { status: 429, remaining: 0 });

    expect(retryAt(budget, seconds(30.999))).toEqual(seconds(31));
    expect(retryAt(budget, seconds(31))).toBeUndefined();
  });

  test('holds although a request that was under way succeeds later', () => {
    const both = requested(requested(rateBudget(0.5)));

    const budget = answered(answered(both, answer({ status: 429 }), NOW), answer({ remaining: 118 }), NOW);

    expect(retryAt(budget)).toEqual(seconds(31));
  });

  test('holds although a shorter one follows', () => {
    const budget = after(after(rateBudget(0.5), { status: 429 }), { status: 429, limit: 0, remaining: 0 });

    expect(retryAt(budget)).toEqual(seconds(31));
  });
});

describe('the share of a window', () => {
  test.each([
    ['half of 120', 0.5, 120, 60],
    ['a third of 50, rounded down', 1 / 3, 50, 16],
    ['all of 20', 1, 20, 20],
    ['1, when it would be less', 0.01, 20, 1],
  ])('is used up after %s', (_, share, limit, expected) => {
    const first = after(rateBudget(share), { limit, remaining: limit - 1 });

    const lastAllowed = times(expected - 2, (budget) => after(budget, { limit, remaining: limit - 1 }), first);
    const usedUp = times(
      Math.max(0, expected - 1),
      (budget) => after(budget, { limit, remaining: limit - 1 }),
      first,
    );

    expect(blockedUntil(usedUp, NOW)).toEqual({
      retryAt: seconds(31),
      reason: `our share of Okta's rate limit, ${expected} of ${limit}, is used up`,
    });
    expect(expected === 1 || retryAt(lastAllowed) === undefined).toBe(true);
  });

  test('counts, after a cold start, everything that was used before as ours', () => {
    const partlyUsed = after(rateBudget(0.5), { remaining: 61 });
    const halfUsed = after(rateBudget(0.5), { remaining: 60 });

    expect(retryAt(partlyUsed)).toBeUndefined();
    expect(retryAt(halfUsed)).toEqual(seconds(31));
  });

  test('counts, after a cold start, at least the request itself', () => {
    const budget = after(rateBudget(0.5), { limit: 2, remaining: 2 });

    expect(retryAt(budget)).toEqual(seconds(31));
  });

  test('counts from 1 in a window that began at this second', () => {
    const later = seconds(30);

    const budget = after(
      after(rateBudget(0.5)),
      { remaining: 20, reset: epoch(seconds(90)), date: later.toUTCString() },
      later,
    );

    expect(retryAt(budget, later)).toBeUndefined();
  });

  test('counts from 1 in a window that began after one of ours, whatever others have used of it', () => {
    const later = seconds(31);
    const next = { remaining: 20, reset: epoch(seconds(90)), date: later.toUTCString() };

    const first = after(after(rateBudget(0.5)), next, later);
    const beforeLast = times(58, (budget) => after(budget, next, later), first);
    const last = after(beforeLast, next, later);

    expect(retryAt(beforeLast, later)).toBeUndefined();
    expect(retryAt(last, later)).toEqual(seconds(91));
  });

  test('counts everything as ours when the reset changes before the window has ended', () => {
    const budget = after(after(rateBudget(0.5)), { remaining: 60, reset: epoch(seconds(45)) });

    expect(retryAt(budget)).toEqual(seconds(46));
  });

  test('counts requests that are still under way', () => {
    const first = after(rateBudget(0.5), { limit: 6, remaining: 5 });

    const one = requested(first);
    const two = requested(one);

    expect([retryAt(one), retryAt(two)]).toEqual([undefined, seconds(31)]);
  });

  test('counts requests that got no answer', () => {
    const first = after(rateBudget(0.5), { limit: 6, remaining: 5 });

    const budget = unanswered(requested(unanswered(requested(first))));

    expect(retryAt(budget)).toEqual(seconds(31));
  });

  test('is not used up by an answer without headers', () => {
    const budget = times(
      500,
      (current) => after(current, { limit: null, remaining: null, reset: null }),
      rateBudget(0.5),
    );

    expect(retryAt(budget)).toBeUndefined();
  });

  test.each([
    ['negative', { limit: -120 }],
    ['NaN', { limit: 'NaN' }],
    ['a fraction', { limit: '1.5' }],
    ['absent', { limit: null }],
    ['0 although the answer is no 429', { limit: 0, remaining: 0 }],
  ])('is unknown when the limit is %s', (_, parts) => {
    const budget = times(500, (current) => after(current, parts), rateBudget(0.5));

    expect(retryAt(budget)).toBeUndefined();
  });

  test('survives the limit of 0 that comes with too many requests side by side', () => {
    const before = times(58, (budget) => after(budget), after(rateBudget(0.5)));

    const budget = after(before, { status: 429, limit: 0, remaining: 0 });

    expect(retryAt(budget)).toEqual(seconds(5));
    expect(blockedUntil(budget, seconds(5))?.reason).toBe("our share of Okta's rate limit, 60 of 120, is used up");
  });
});

describe('nothing remaining', () => {
  test('stops us before our share is used up', () => {
    const budget = after(after(rateBudget(0.5)), { remaining: 0 });

    expect(retryAt(budget)).toEqual(seconds(31));
  });

  test('stops us also when the limit is not told', () => {
    const budget = after(rateBudget(0.5), { limit: null, remaining: 0 });

    expect(retryAt(budget)).toEqual(seconds(31));
  });

  test('is expected once the requests under way have arrived', () => {
    const first = after(rateBudget(1), { remaining: 118 });

    const budget = requested(requested(after(first, { remaining: 2 })));

    expect(retryAt(budget)).toEqual(seconds(31));
  });
});

interface World {
  readonly limit: number;
  readonly share: number;
  /** Of our clock against Okta's. */
  readonly skewMs: number;
  readonly steps: readonly { readonly waitMs: number; readonly others: number }[];
}

/** Okta's windows, ours and others' requests in them; everything that must not be, as a sentence. */
function violationsIn({ limit, share, skewMs, steps }: World): string[] {
  const violations: string[] = [];
  const check = (isRight: boolean, violation: string) => void (isRight || violations.push(violation));
  let budget = rateBudget(share);
  let oktaMs = NOW.getTime() + 17_250;
  let window = { reset: 0, ours: 0, all: 0, isKnownUsedUp: false };

  for (const { waitMs, others } of steps) {
    oktaMs += waitMs;
    const local = new Date(oktaMs + skewMs);
    if (oktaMs >= window.reset * 1_000) {
      window = { reset: Math.floor(oktaMs / 1_000) + 60, ours: 0, all: 0, isKnownUsedUp: false };
    }
    window.all = Math.min(limit, window.all + others);

    const until = retryAt(budget, local);
    if (until) {
      check(until > local && until <= seconds(62, local), `a wait until ${until.toISOString()}`);
      check(retryAt(budget, until) === undefined, 'another wait after the wait');
      continue;
    }
    check(!window.isKnownUsedUp, 'a request in a window said to be used up');
    window.ours += 1;
    window.all += 1;
    check(window.ours <= Math.max(1, Math.floor(share * limit)), `${window.ours} requests of ours`);

    const [status, remaining] = window.all > limit ? [429, 0] : [200, limit - window.all];
    window.isKnownUsedUp = remaining === 0;
    const date = new Date(oktaMs).toUTCString();
    budget = after(budget, { status, limit, remaining, reset: window.reset, date }, local);
  }
  return violations;
}

test('over random traffic we keep to our share, never ask in a window said to be used up, and go on after each wait', () => {
  const world = fc.record({
    limit: fc.integer({ min: 2, max: 60 }),
    share: fc.double({ min: 0.05, max: 1, noNaN: true }),
    skewMs: fc.integer({ min: -5_000_000, max: 5_000_000 }),
    steps: fc.array(fc.record({ waitMs: fc.nat(9_000), others: fc.nat(2) }), { maxLength: 300 }),
  });

  fc.assert(fc.property(world, (any) => expect(violationsIn(any)).toEqual([])));
});
