import { describe, expect, test } from '@jest/globals';
import { shrink } from './shrink.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** What is left when it fails with all of `needed`, and how often that was tried. */
async function shrunk(items: readonly number[], fails: (kept: ReadonlySet<number>) => boolean) {
  const tried: (readonly number[])[] = [];
  const kept = await shrink(items, async (some) => {
    tried.push(some);
    return fails(new Set(some));
  });
  return { kept, tried };
}

describe('what is left', () => {
  test.each([
    ['one at the beginning', [0]],
    ['one at the end', [99]],
    ['one in the middle', [37]],
    ['two neighbours', [49, 50]],
    ['two far apart', [0, 99]],
    ['many here and there', [3, 17, 18, 50, 64, 99]],
  ])('is exactly what it needs to fail: %s', async (_what, needed) => {
    const { kept } = await shrunk(numbers(100), (some) => needed.every((number) => some.has(number)));

    expect(kept).toEqual(needed);
  });

  test('is something without which it fails no more, whatever else could have been left', async () => {
    const fails = (some: ReadonlySet<number>) => (some.has(2) && some.has(3)) || (some.has(7) && some.has(8));
    const { kept } = await shrunk(numbers(10), fails);

    expect(fails(new Set(kept))).toBe(true);
    for (const gone of kept) expect(fails(new Set(kept.filter((number) => number !== gone)))).toBe(false);
  });

  test('is nothing when it fails without anything', async () => {
    expect((await shrunk(numbers(50), () => true)).kept).toEqual([]);
  });

  test('is everything when nothing can go', async () => {
    expect((await shrunk(numbers(20), (some) => some.size === 20)).kept).toEqual(numbers(20));
  });

  test('of nothing is nothing, and nothing is tried', async () => {
    expect(await shrunk([], () => true)).toEqual({ kept: [], tried: [] });
  });

  test('keeps its order', async () => {
    const { kept } = await shrunk([9, 3, 7, 1, 5], (some) => some.has(7) && some.has(9) && some.has(5));

    expect(kept).toEqual([9, 7, 5]);
  });
});

describe('each trial', () => {
  test.each([
    ['one item', [37]],
    ['several', [3, 50, 99]],
    ['all', numbers(100)],
  ])('leaves out something of what failed last: %s', async (_what, needed) => {
    const items = numbers(100);
    let failing: readonly number[] = items;
    const fewer: boolean[] = [];
    await shrink(items, async (some) => {
      fewer.push(some.length < failing.length && some.every((number) => failing.includes(number)));
      const isFailing = needed.every((number) => some.includes(number));
      if (isFailing) failing = some;
      return isFailing;
    });

    expect(fewer.length).toBeGreaterThan(0);
    expect(fewer).not.toContain(false);
  });

  test('halves what is left where that does: few trials for one culprit of a thousand', async () => {
    const { tried } = await shrunk(numbers(1_000), (some) => some.has(613));

    expect(tried.length).toBeLessThan(60);
  });
});
