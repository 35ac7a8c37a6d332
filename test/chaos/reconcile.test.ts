import { describe, expect, test } from '@jest/globals';
import { type Acceptance, type PersistedEvent, reconcile, type StreamRecord } from './reconcile.ts';

/** One event a second, named a, b, c, …, whose digest is its name in capitals. */
const org = (names: string): PersistedEvent[] =>
  Array.from(names, (uuid, index) => ({ uuid, atMs: index * 1000, digest: uuid.toUpperCase() }));

const taken = (names: string): Acceptance[] =>
  Array.from(names, (uuid, index) => ({ uuid, atMs: 100_000 + index, digest: uuid.toUpperCase() }));

const record = (accepted: string, more: Partial<StreamRecord> = {}): StreamRecord => ({
  createdMs: 0,
  accepted: taken(accepted),
  setAside: new Set<string>(),
  sliceStarts: new Map<string, string>(),
  ...more,
});

test('finds nothing where the target has everything once and in order', () => {
  expect(reconcile(org('abcd'), record('abcd'))).toEqual({
    owed: 4,
    accepted: 4,
    setAside: 0,
    setAsideInVain: [],
    lost: [],
    duplicates: [],
    outOfOrder: [],
    altered: [],
    unknown: [],
  });
});

describe('a loss', () => {
  test('is an event that the target never took', () => {
    expect(reconcile(org('abcd'), record('abd')).lost).toEqual(['c']);
  });

  test('is not one that was set aside', () => {
    const found = reconcile(org('abcd'), record('abd', { setAside: new Set('c') }));

    expect(found).toMatchObject({ lost: [], setAside: 1, outOfOrder: [] });
  });

  test('is not made up for by setting aside what a target takes', () => {
    const [a, b = { uuid: '', atMs: 0, digest: '' }, ...rest] = org('abcd');
    const persisted = [...(a ? [a] : []), { ...b, isOversized: true }, ...rest];

    const found = reconcile(persisted, record('ad', { setAside: new Set('bc') }));

    expect(found).toMatchObject({ lost: [], setAside: 2, setAsideInVain: ['c'] });
  });

  test('is not one from before the stream was created', () => {
    expect(reconcile(org('abcd'), record('cd', { createdMs: 2000 }))).toMatchObject({ owed: 2, lost: [] });
  });

  test('is told among repetitions, whose number makes up for it', () => {
    expect(reconcile(org('abcd'), record('abbd')).lost).toEqual(['c']);
  });
});

test('a duplicate is every acceptance behind the first', () => {
  expect(reconcile(org('ab'), record('abaa')).duplicates).toEqual([
    { uuid: 'a', beforeMs: 100_000, atMs: 100_002 },
    { uuid: 'a', beforeMs: 100_002, atMs: 100_003 },
  ]);
});

describe('the order', () => {
  test('is broken by an event that comes before one that the org persisted earlier', () => {
    expect(reconcile(org('abcd'), record('acbd')).outOfOrder).toEqual(['c']);
  });

  test('is that of first acceptances: what comes again may come late', () => {
    expect(reconcile(org('abcd'), record('abcabd')).outOfOrder).toEqual([]);
  });

  test('is free within a slice, and not beyond it', () => {
    const sliceStarts = new Map(['b', 'c', 'd'].map((uuid) => [uuid, 'b']));

    expect(reconcile(org('abcde'), record('adcbe', { sliceStarts })).outOfOrder).toEqual([]);
    expect(reconcile(org('abcde'), record('dabce', { sliceStarts })).outOfOrder).toEqual(['d']);
  });

  test('is not broken by events from before the stream was created', () => {
    expect(reconcile(org('abcd'), record('cabd', { createdMs: 2000 })).outOfOrder).toEqual([]);
  });
});

test('an event with other bytes than the org gave it is altered', () => {
  const accepted = [{ uuid: 'a', atMs: 1, digest: 'another' }];

  expect(reconcile(org('a'), record('', { accepted }))).toMatchObject({ altered: ['a'], lost: [] });
});

test('an event that the org never had is unknown', () => {
  expect(reconcile(org('a'), record('xa'))).toMatchObject({ unknown: ['x'], lost: [], outOfOrder: [] });
});
