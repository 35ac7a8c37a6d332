import { describe, expect, test } from '@jest/globals';
import { measure } from './mutation-table.ts';
import { MUTATIONS } from './mutations.ts';

/** Most are noticed within a few histories, and all of these within ninety. */
const SEEDS = 150;

describe('a history breaks a promise', () => {
  test.each(MUTATIONS.filter(({ coveredBy, isRare }) => coveredBy === undefined && !isRare))(
    '$breaks, without it: $name',
    async ({ patches, breaks }) => {
      const { caught } = await measure({ patches }, { first: 1, seeds: SEEDS, threads: 1 });

      expect(caught?.broken.map(({ promise }) => promise)).toContain(breaks);
    },
  );

  test('and every safeguard that another one covers for is also taken away together with that one', () => {
    const alone = MUTATIONS.filter(({ coveredBy }) => coveredBy !== undefined);
    const textsOf = (patches: (typeof MUTATIONS)[number]['patches']) => patches.map(({ find }) => find);
    const pairs = MUTATIONS.filter(({ coveredBy }) => coveredBy === undefined);

    const unpaired = alone.filter(
      ({ patches }) => !pairs.some((pair) => textsOf(patches).every((find) => textsOf(pair.patches).includes(find))),
    );

    expect(unpaired.map(({ name }) => name)).toEqual([]);
    expect(alone.length).toBeGreaterThan(5);
  });
});
