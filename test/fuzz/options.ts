import { parseArgs } from 'node:util';

/** What `npm run fuzz` was asked for. */
export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Only this one. */
  readonly target?: string | undefined;
  /** Only this input, with the seed that its failure named. */
  readonly path?: string | undefined;
  readonly defect?: string | undefined;
}

const DEFAULT_INPUTS = 100_000;

export const USAGE = `npm run fuzz -- [flags]
  --inputs N      how many inputs over all targets (default ${DEFAULT_INPUTS})
  --seed N        the same seed, the same inputs (default: by the clock)
  --target NAME   only this target
  --path PATH     only this input; --target and --seed as its failure names them
  --defect NAME   a planted defect of the target instead of the real thing, to see it found
  --help          this text`;

const FLAGS = {
  inputs: { type: 'string' },
  seed: { type: 'string' },
  target: { type: 'string' },
  path: { type: 'string' },
  defect: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Fails with a sentence for the user. */
export function parseFuzzOptions(args: readonly string[], now: () => Date): FuzzOptions | 'help' {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help) return 'help';
  const { inputs, seed, ...others } = values;
  for (const name of ['path', 'defect'] as const) {
    if (others[name] !== undefined && others.target === undefined) throw new RangeError(`--${name} needs --target`);
  }
  return {
    ...others,
    inputs: wholeNumber('inputs', inputs ?? String(DEFAULT_INPUTS), 1),
    seed: wholeNumber('seed', seed ?? String(now().getTime() % 2 ** 31), -(2 ** 31)),
  };
}

function wholeNumber(flag: string, text: string, least: number): number {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number < 2 ** 31) return number;
  throw new RangeError(`--${flag} must be a whole number from ${least} to ${2 ** 31 - 1}; got "${text}"`);
}
