import { expect, test } from '@jest/globals';
import { createRandom } from '../../local/company/random.ts';
import { EDGE_FAULTS, EDGES } from './edge-faults.ts';
import { fullDeck, nameOf, strikesOf, WORKERS } from './fault-deck.ts';

test('a deck has every kind of fault once', () => {
  const names = fullDeck(createRandom([1])).map(nameOf);

  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(EDGE_FAULTS.length + WORKERS.length + 4);
  for (const edge of EDGES) expect(names.some((name) => name.startsWith(`${edge}: `))).toBe(true);
});

test('the same seed deals the same faults, another seed others', () => {
  const dealt = (seed: number) =>
    strikesOf(createRandom([seed]))
      .take(100)
      .map(nameOf)
      .toArray();

  expect(dealt(1)).toEqual(dealt(1));
  expect(dealt(1)).not.toEqual(dealt(2));
});

test('cursors are refused, and the org hangs, in one deck of four', () => {
  const names = strikesOf(createRandom([1]))
    .take(300)
    .map(nameOf)
    .toArray();

  expect(names.filter((name) => name === 'org: every cursor refused')).toHaveLength(2);
  expect(names.filter((name) => name === 'org: hang')).toHaveLength(2);
  expect(names.filter((name) => name === 'process: killed and started again').length).toBeGreaterThan(6);
});
