import { codeOf, describeError } from '../lambdas/core/errors.ts';
import { runHere } from '../local/main.ts';
import { parseOptions, USAGE } from '../local/options.ts';

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
process.once('SIGTERM', () => stopped.abort());

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
  } else {
    const summary = await runHere(options, process.env, stopped.signal);
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  }
} catch (error) {
  process.stderr.write(`${codeOf(error)}: ${describeError(error)}\n`);
  // What had started before the failure would keep the process alive.
  process.exit(1);
}
