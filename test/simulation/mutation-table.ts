import { type Mutation, MUTATIONS } from './mutations.ts';
import { runHistories } from './run-histories.ts';
import { type Tally, tally } from './tally.ts';

interface Options {
  readonly first: number;
  readonly seeds: number;
  readonly threads: number;
}

/** What became of the histories without a safeguard: they stop at the first that breaks a promise. */
export interface Measured {
  readonly histories: number;
  readonly caught: Tally['failed'][number] | undefined;
  readonly total: Tally;
}

export async function measure(mutation: Pick<Mutation, 'patches'>, options: Options): Promise<Measured> {
  const total = tally();
  await runHistories({ ...options, count: options.seeds, patches: mutation.patches }, (told) => {
    total.add(told);
    return total.failed.length === 0;
  });
  return { histories: total.histories, caught: total.failed[0], total };
}

/** Enough to tell what is worse without a safeguard that another one covers for. */
const COVERED_SEEDS = 300;

/** Takes each safeguard away in turn. False when one that nothing covers for is not missed. */
export async function measureMutations(options: Options, say: (line: string) => void): Promise<boolean> {
  const short = { ...options, seeds: Math.min(options.seeds, COVERED_SEEDS) };
  const whole = await measure({ patches: [] }, short);
  say(`${'Safeguard taken away'.padEnd(WIDTH)} Noticed`);
  say(`${'(none)'.padEnd(WIDTH)} ${outcomeOf({}, whole, whole)}`);
  let isComplete = whole.caught === undefined;
  for (const mutation of MUTATIONS) {
    const measured = await measure(mutation, mutation.coveredBy === undefined ? options : short);
    say(`${mutation.name.padEnd(WIDTH)} ${outcomeOf(mutation, measured, whole)}`);
    if (!measured.caught && mutation.coveredBy === undefined) isComplete = false;
  }
  return isComplete;
}

const WIDTH = Math.max(...MUTATIONS.map(({ name }) => name.length)) + 1;

/** How soon it was noticed, or what is worse without it. */
function outcomeOf(
  { breaks, coveredBy }: Pick<Mutation, 'breaks' | 'coveredBy'>,
  { caught, histories, total }: Measured,
  whole: Measured,
): string {
  if (caught) {
    const broken = caught.broken.map(({ promise }) => promise);
    return `after ${histories}: ${broken.find((promise) => promise === breaks) ?? broken[0]} (seed ${caught.seed})`;
  }
  const { duplicates, rewinds, restMs } = total.sums;
  const figures =
    `${duplicates} duplicates, ${rewinds} rewinds, ${Math.round(restMs / histories / 1000)} s to rest ` +
    `in ${histories} histories`;
  if (total === whole.total) return `no promise broken; ${figures}`;
  return coveredBy === undefined ? `NOT NOTICED; ${figures}` : `covered by ${coveredBy}; ${figures}`;
}
