import { describeError } from '../lambdas/core/errors.ts';
import { runBench } from './bench.ts';
import { parseOptions, USAGE } from './options.ts';
import { renderReport } from './report.ts';

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
  } else {
    const result = await runBench(options, (text) => process.stderr.write(`${text}…\n`));
    process.stdout.write(`${options.isJson ? JSON.stringify(result, null, 2) : renderReport(result)}\n`);
    if (result.checks.some(({ isMet }) => !isMet)) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  // What had started before the failure would keep the process alive.
  process.exit(1);
}
