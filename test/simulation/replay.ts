import type { History } from './history.ts';
import { shrink } from './shrink.ts';

type Live = (options: {
  readonly seed: number;
  readonly keep?: ReadonlySet<string>;
  readonly isTraced?: boolean;
}) => Promise<History>;

/** Keys of all that happened in a history by its plan and by chance: what can be left out, by its number. */
export const itemsOf = ({ deeds, faults }: Pick<History, 'deeds' | 'faults'>): readonly string[] => [
  ...deeds.map(({ key }) => key),
  ...faults.map(({ key }) => key),
];

export interface Replayed {
  readonly history: History;
  /** Numbers of the items that are left, for `--keep`. */
  readonly kept: readonly number[];
}

/** Lives a history again; if it fails, finds the fewest deeds and faults with which it breaks the same promise. */
export async function replay(
  live: Live,
  { seed, keep }: { readonly seed: number; readonly keep?: readonly number[] | undefined },
): Promise<Replayed> {
  const items = itemsOf(await live({ seed }));
  const numbers = keep ?? items.map((_, index) => index);
  const liveWith = (kept: readonly number[], isTraced = false) =>
    live({ seed, keep: new Set(kept.flatMap((index) => items[index] ?? [])), isTraced });

  const [promise] = (await liveWith(numbers)).broken.map((broken) => broken.promise);
  const kept =
    promise === undefined
      ? numbers
      : await shrink(numbers, async (fewer) =>
          (await liveWith(fewer)).broken.some((each) => each.promise === promise),
        );
  return { history: await liveWith(kept, true), kept };
}
