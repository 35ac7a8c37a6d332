import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export type Options =
  | { readonly task: 'simulate'; readonly first: number; readonly seeds: number; readonly threads: number }
  | { readonly task: 'mutations'; readonly first: number; readonly seeds: number; readonly threads: number }
  | { readonly task: 'coverage'; readonly first: number; readonly seeds: number }
  | {
      readonly task: 'replay';
      readonly seed: number;
      readonly keep: readonly number[] | undefined;
      readonly without: string | undefined;
    }
  | { readonly task: 'help' };

export const HELP = `Lives random histories of faults with the real functions over a simulated Okta, AWS and Splunk.

  npm run simulate -- --seeds 10000            that many histories, on all cores
  npm run simulate -- --seed 17                one of them again, step by step if it fails
  npm run simulate -- --seed 17 --keep 3,8,21  with these of its deeds and faults only
  npm run simulate -- --mutations              takes each safeguard away and tells how soon that is noticed
  npm run simulate -- --coverage --seeds 300   which code the histories reach

  --seeds N       how many (default 1000)
  --first N       the first seed (default 1)
  --threads N     default: one for each core
  --without NAME  with --seed: without this safeguard, named as --mutations names it`;

/** Fails with a sentence on what is no option or no number. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      first: { type: 'string' },
      threads: { type: 'string' },
      seed: { type: 'string' },
      keep: { type: 'string' },
      without: { type: 'string' },
      mutations: { type: 'boolean' },
      coverage: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return { task: 'help' };
  if (values.seed !== undefined) {
    const keep = values.keep?.split(',').map((index) => number('keep', index, 0));
    return { task: 'replay', seed: number('seed', values.seed, 0), keep, without: values.without };
  }
  const first = number('first', values.first ?? '1', 0);
  const seeds = number('seeds', values.seeds ?? '1000', 1);
  if (values.coverage) return { task: 'coverage', first, seeds };
  const threads = number('threads', values.threads ?? String(availableParallelism()), 1);
  return { task: values.mutations ? 'mutations' : 'simulate', first, seeds, threads };
}

function number(name: string, text: string, least: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= 2 ** 31) return value;
  throw new RangeError(`--${name} must be a whole number from ${least} on; got "${text}"`);
}
