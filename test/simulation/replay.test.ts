import { describe, expect, test } from '@jest/globals';
import type { Fault } from './faults.ts';
import type { History } from './history.ts';
import type { Broken } from './account.ts';
import { itemsOf, replay } from './replay.ts';

const DEEDS = ['deed 0', 'deed 1', 'deed 2'];
const FAULTS = ['fault a', 'fault b', 'fault c'];

type Options = Parameters<Parameters<typeof replay>[0]>[0];
type Breaks = (happened: ReadonlySet<string>) => readonly Broken['promise'][];

/** Histories of three deeds and three faults that break what `breaks` says of those that happen in them. */
function histories(breaks: Breaks) {
  const lived: Options[] = [];
  const live = async (options: Options): Promise<History> => {
    lived.push(options);
    const { keep, isTraced = false } = options;
    const happens = (key: string) => keep?.has(key) ?? true;
    const happened = [...DEEDS, ...FAULTS].filter(happens);
    return {
      deeds: DEEDS.filter(happens).map((key) => ({ key, atMs: 0, kind: 'create' })),
      faults: FAULTS.filter(happens).map((key) => ({ key, fault: 'slow' satisfies Fault, atMs: 0 })),
      broken: breaks(new Set(happened)).map((promise) => ({ promise, what: happened.join() })),
      trace: isTraced ? happened : [],
    } as unknown as History;
  };
  return { live, lived };
}

const breaksWith =
  (...keys: readonly string[]): Breaks =>
  (happened) =>
    keys.every((key) => happened.has(key)) ? ['lost'] : [];

describe('a history that breaks a promise', () => {
  test('is lived again with the fewest deeds and faults that break it, step by step', async () => {
    const { live } = histories(breaksWith('deed 1', 'fault c'));

    const { history, kept } = await replay(live, { seed: 17 });

    expect(kept).toEqual([1, 5]);
    expect(history.trace).toEqual(['deed 1', 'fault c']);
    expect(history.broken).toEqual([{ promise: 'lost', what: 'deed 1,fault c' }]);
  });

  test('is lived with its own seed, and step by step only in the end', async () => {
    const { live, lived } = histories(breaksWith('deed 1'));
    await replay(live, { seed: 17 });

    expect(lived.every(({ seed }) => seed === 17)).toBe(true);
    expect(lived.map(({ isTraced = false }) => isTraced).indexOf(true)).toBe(lived.length - 1);
  });

  test('is not given up for one that breaks another promise', async () => {
    const { live } = histories((happened) => [
      ...breaksWith('deed 0', 'deed 2', 'fault a')(happened),
      ...(happened.has('deed 0') ? ['order' as const] : []),
    ]);

    const { kept, history } = await replay(live, { seed: 1 });

    expect(kept).toEqual([0, 2, 3]);
    expect(history.broken.map(({ promise }) => promise)).toContain('lost');
  });

  test('begins with those that were asked for', async () => {
    const { live, lived } = histories(breaksWith('deed 1'));

    const { kept } = await replay(live, { seed: 1, keep: [1, 4, 5] });

    expect(kept).toEqual([1]);
    expect(lived.slice(1).flatMap(({ keep = new Set<string>() }) => [...keep])).not.toContain('deed 0');
  });
});

describe('a history that keeps every promise', () => {
  test('is lived again with all that happened in it', async () => {
    const { live } = histories(() => []);

    const { history, kept } = await replay(live, { seed: 1 });

    expect(kept).toEqual([0, 1, 2, 3, 4, 5]);
    expect(history.trace).toEqual([...DEEDS, ...FAULTS]);
  });

  test('with some of its deeds and faults is left as it was asked for', async () => {
    const { live } = histories(breaksWith('deed 1'));

    const { history, kept } = await replay(live, { seed: 1, keep: [0, 5] });

    expect([kept, history.trace]).toEqual([
      [0, 5],
      ['deed 0', 'fault c'],
    ]);
  });

  test('takes no notice of numbers that are not its own', async () => {
    const { live } = histories(() => []);

    expect((await replay(live, { seed: 1, keep: [5, 99] })).history.trace).toEqual(['fault c']);
  });
});

test('deeds are numbered before faults, each as they happened', async () => {
  const { live } = histories(() => []);

  expect(itemsOf(await live({ seed: 1 }))).toEqual([...DEEDS, ...FAULTS]);
});
