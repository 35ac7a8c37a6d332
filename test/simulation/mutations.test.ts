import { describe, expect, test } from '@jest/globals';
import { measure } from './mutation-table.ts';
import { MUTATIONS } from './mutations.ts';

/** Most are noticed within a few histories, and all of these within sixty. */
const SEEDS = 150;

describe('a history breaks a promise', () => {
  test.each(MUTATIONS.filter(({ coveredBy, isRare }) => coveredBy === undefined && !isRare))(
    'without it: $name',
    async ({ patches }) => {
      const { caught } = await measure({ patches }, { first: 1, seeds: SEEDS, threads: 1 });

      expect(caught?.broken).not.toEqual([]);
      expect(caught).toBeDefined();
    },
  );

  test('and every safeguard that another one covers for is also taken away together with that one', () => {
    const alone = MUTATIONS.filter(({ coveredBy }) => coveredBy !== undefined);
    const files = (patches: (typeof MUTATIONS)[number]['patches']) => patches.map(({ find }) => find);
    const pairs = MUTATIONS.filter(({ coveredBy }) => coveredBy === undefined);

    const unpaired = alone.filter(
      ({ patches }) => !pairs.some((pair) => files(patches).every((find) => files(pair.patches).includes(find))),
    );

    expect(unpaired.map(({ name }) => name)).toEqual([]);
    expect(alone.length).toBeGreaterThan(5);
  });
});
