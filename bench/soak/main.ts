import { writeFileSync } from 'node:fs';
import { describeError } from '../../lambdas/core/errors.ts';
import { againWithPlainMalloc, hasPlainMalloc } from './plain-malloc.ts';
import { parseOptions, type SoakOptions, USAGE } from './options.ts';
import { renderProgress, renderReport } from './report.ts';
import { runSoak } from './soak.ts';

const PROGRESS_MS = 10_000;

async function main(options: SoakOptions): Promise<void> {
  let shownMs = Number.NEGATIVE_INFINITY;
  const result = await runSoak(options, (progress) => {
    if (progress.elapsedMs - shownMs < PROGRESS_MS) return;
    shownMs = progress.elapsedMs;
    process.stderr.write(`${renderProgress(progress)}\n`);
  });
  process.stdout.write(`${renderReport(result)}\n`);
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, JSON.stringify(result, null, 2));
  if (result.checks.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${USAGE}\n`);
  else if (hasPlainMalloc()) await main(options);
  else await againWithPlainMalloc();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  // What had started before the failure would keep the process alive.
  process.exit(1);
}
