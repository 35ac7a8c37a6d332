/** `npm run simulate`: what the options say, see --help. Ends with 1 when a promise was broken. */
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { coverageOf } from './coverage.ts';
import { mutate } from './mutate.ts';
import { measureMutations } from './mutation-table.ts';
import { MUTATIONS } from './mutations.ts';
import { HELP, type Options, readOptions } from './options.ts';
import { replay } from './replay.ts';
import { progressLine, report } from './report.ts';
import { runHistories } from './run-histories.ts';
import { tally } from './tally.ts';

const PROGRESS_EVERY_MS = 2_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const elapsedMs = (): number => performance.now();

async function simulate(options: Extract<Options, { task: 'simulate' }>): Promise<boolean> {
  const total = tally();
  let saidMs = 0;
  await runHistories({ ...options, count: options.seeds }, (told) => {
    total.add(told);
    if (elapsedMs() - saidMs > PROGRESS_EVERY_MS) {
      saidMs = elapsedMs();
      process.stderr.write(`${progressLine(total, options.seeds, elapsedMs())}\n`);
    }
    return true;
  });
  say(report(total, elapsedMs()));
  const [first] = total.failed;
  if (!first) return true;
  say(`\n${total.failed.length} of them broke a promise, the first with seed ${first.seed}:\n`);
  await tellHow({ task: 'replay', seed: first.seed, keep: undefined, without: undefined });
  return false;
}

/** The shortest history that still breaks the promise, step by step, and the command that lives it again. */
async function tellHow({ seed, keep, without }: Extract<Options, { task: 'replay' }>): Promise<boolean> {
  const mutation = MUTATIONS.find(({ name }) => name === without);
  if (without !== undefined && !mutation) {
    throw new RangeError(
      `--without must be one of\n  ${MUTATIONS.map(({ name }) => name).join('\n  ')}\ngot "${without}"`,
    );
  }
  if (mutation) mutate(mutation.patches);
  const { live } = await import('./history.ts');
  const { history, kept } = await replay(live, { seed, keep });
  const { broken, trace, plan, steps } = history;
  if (broken.length === 0) {
    say(`seed ${seed}: every promise was kept in ${steps} steps, with ${kept.length} deeds and faults`);
    return true;
  }
  const { deeds: _deeds, ...sizes } = plan;
  say(
    [...trace, '', JSON.stringify(sizes), ...broken.map(({ promise, what }) => `broken (${promise}): ${what}`)].join(
      '\n',
    ),
  );
  const option = without === undefined ? '' : ` --without ${JSON.stringify(without)}`;
  say(`\nnpm run simulate -- --seed ${seed} --keep ${kept.join()}${option}`);
  return false;
}

async function tellCoverage({ first, seeds }: Extract<Options, { task: 'coverage' }>): Promise<boolean> {
  const files = await coverageOf(async () => {
    const { live } = await import('./history.ts');
    for (let seed = first; seed < first + seeds; seed += 1) await live({ seed });
  });
  for (const { path, lines, missed } of files) say(`${path} (${lines} lines): ${missed.join(', ') || 'all reached'}`);
  return true;
}

async function run(options: Options): Promise<boolean> {
  switch (options.task) {
    case 'help':
      say(HELP);
      return true;
    case 'simulate':
      return simulate(options);
    case 'mutations':
      return measureMutations(options, say);
    case 'coverage':
      return tellCoverage(options);
    case 'replay':
      return tellHow(options);
    default:
      return unreachable(options);
  }
}

process.exitCode = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
