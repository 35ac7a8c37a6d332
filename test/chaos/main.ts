import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../lambdas/core/errors.ts';
import { createRandom, type Random } from '../../local/company/random.ts';
import { runChaos } from './chaos.ts';
import { type Strike, strikesOf } from './fault-deck.ts';
import { type ChaosOptions, parseOptions, USAGE } from './options.ts';
import { renderProgress, renderReport } from './report.ts';
import { brokenPromises } from './result.ts';

const PROGRESS_MS = 5_000;
/** Between two strikes: so short that they meet one another's consequences, so long that events get through. */
const PAUSE_MS = { least: 300, most: 2_500 };
/** An admin who looks every second activates a stream after three, on average. */
const ACTIVATION_CHANCE = 0.33;

/** For so long from the first strike on. */
async function* paced(random: Random, minutes: number): AsyncGenerator<Strike> {
  const untilMs = Date.now() + minutes * 60_000;
  for (const strike of strikesOf(random)) {
    await sleep(PAUSE_MS.least + random.below(PAUSE_MS.most - PAUSE_MS.least));
    if (Date.now() >= untilMs) return;
    yield strike;
  }
}

async function main(options: ChaosOptions): Promise<void> {
  const random = createRandom([options.seed]);
  const admin = createRandom([options.seed, 1]);
  const startedMs = Date.now();
  let shownMs = 0;
  process.stderr.write(`seed ${options.seed}\n`);
  const result = await runChaos({
    seed: options.seed,
    rate: options.rate,
    strikes: paced(random, options.minutes),
    isActivationDue: () => admin.chance(ACTIVATION_CHANCE),
    onProgress(state) {
      if (Date.now() - shownMs < PROGRESS_MS) return;
      shownMs = Date.now();
      process.stderr.write(`${renderProgress((shownMs - startedMs) / 1000, state)}\n`);
    },
  });
  process.stdout.write(`${renderReport(result)}\n`);
  if (options.isJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  if (brokenPromises(result).length > 0) process.exitCode = 1;
}

try {
  const options = parseOptions(process.argv.slice(2), Date.now() % 1_000_000);
  if (options === 'help') process.stdout.write(`${USAGE}\n`);
  else await main(options);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}
