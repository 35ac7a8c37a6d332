import { setImmediate } from 'node:timers/promises';
import { codeOf, describeError } from '../lambdas/core/errors.ts';
import { parseOptions, USAGE } from '../local/options.ts';

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
process.once('SIGTERM', () => stopped.abort());

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
  } else {
    // Wrong flags are reported before everything else is loaded.
    const { runHere } = await import('../local/main.ts');
    const output = options.json ? process.stderr : process.stdout;
    const summary = await runHere(options, { env: process.env, output, stopped: stopped.signal });
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  }
} catch (error) {
  // A signal that came while nothing else could run is heard now.
  await setImmediate();
  if (!stopped.signal.aborted) process.stderr.write(`${codeOf(error)}: ${describeError(error)}\n`);
  // What had started before the failure would keep the process alive.
  process.exit(stopped.signal.aborted ? 130 : 1);
}
