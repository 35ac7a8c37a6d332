import { parseArgs } from 'node:util';

export interface ChaosOptions {
  /** How long faults are injected. */
  readonly minutes: number;
  /** Chooses the order of the faults and how often each strikes. What they meet depends on the moment. */
  readonly seed: number;
  /** Events that the org persists in a second, besides bursts. */
  readonly rate: number;
  readonly isJson: boolean;
}

export const USAGE = `npm run chaos -- [flags]
  --minutes N   how long faults are injected (default 10); then everything is mended, drained and reconciled
  --seed N      chooses the order of the faults (default: the time of day, and printed)
  --rate N      events a second that the org persists, besides bursts (default 60)
  --json        the result as one JSON line at the end of standard output
  --help        this text

Exit code 0: no event is lost, altered, out of order or delivered to an INACTIVE stream, and every duplicate is explained.`;

/** Fails with a RangeError or a TypeError on what is none of the flags. */
export function parseOptions(args: readonly string[], defaultSeed: number): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(defaultSeed) },
      rate: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';

  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new RangeError(`--minutes must be a number above 0; got "${values.minutes}"`);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`--seed must be a whole number from 0; got "${values.seed}"`);
  }
  const rate = Number(values.rate);
  if (!(rate > 0 && rate <= 1000)) {
    throw new RangeError(`--rate must be above 0 and at most 1000; got "${values.rate}"`);
  }
  return { minutes, seed, rate, isJson: values.json };
}
