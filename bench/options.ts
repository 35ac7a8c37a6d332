import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly isJson: boolean;
  readonly repetitions: number;
  /** Measured pages, and those of them that are brought once before, to warm up. */
  readonly pages: number;
  readonly warmUpPages: number;
}

export const USAGE = `npm run bench -- [flags]
  --quick           20 pages once, instead of 100 pages three times
  --repetitions N   how often each row is measured; the report has the medians
  --json            the results as JSON instead of tables
  --help            this text`;

/** Fails with a RangeError or a TypeError on what is none of the flags. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      repetitions: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';

  const repetitions = Number(values.repetitions ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new RangeError(`--repetitions must be a whole number above 0; got "${values.repetitions}"`);
  }
  return { isJson: values.json, repetitions, ...(values.quick ? QUICK : FULL) };
}

const FULL = { pages: 100, warmUpPages: 5 };
const QUICK = { pages: 20, warmUpPages: 3 };
