import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as passTime } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { runStreams } from '../cli/run-streams.ts';
import type { AwsCredentials } from '../cli/world.ts';
import { openBrowser } from './open-browser.ts';

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
process.once('SIGTERM', () => stopped.abort());
// Whoever reads our output may have read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runStreams(process.argv.slice(2), {
  env: process.env,
  stdin: { isTTY: isatty(0), text: () => text(process.stdin) },
  stdout: process.stdout,
  stderr: process.stderr,
  fetch: globalThis.fetch,
  now: () => new Date(),
  random: randomBytes,
  timeout: (ms) => AbortSignal.timeout(ms),
  sleep: (ms) => passTime(ms, undefined, { signal: stopped.signal }).catch(() => undefined),
  stopped: stopped.signal,
  untilStopped,
  askSecret,
  confirm,
  credentials: awsCredentials(),
  async secretsManager(region) {
    const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    return new SecretsManagerClient(region === undefined ? {} : { region });
  },
  readFile: (path) => readFileSync(path, 'utf8'),
  async startConsole(options) {
    const { startConsole } = await import('../console/server/start-console.ts');
    return startConsole(options);
  },
  openBrowser,
});

/** Standard output stays clean for what was asked for, here and below. */
async function askSecret(message: string): Promise<string> {
  const { default: password } = await import('@inquirer/password');
  return password({ message, mask: false, toggleMask: false }, { output: process.stderr, signal: stopped.signal });
}

async function untilStopped(): Promise<void> {
  if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
}

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.on('SIGINT', () => stopped.abort());
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: stopped.signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** Loaded with the first request that is signed, and found once. */
function awsCredentials(): () => Promise<AwsCredentials> {
  let find: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    find ??= (await import('@aws-sdk/credential-provider-node')).defaultProvider();
    return find();
  };
}
