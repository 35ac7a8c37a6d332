import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { log, type Log } from './log-lines.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

const started = new Set<ChildProcess>();

/** Ends what a test left running because it failed. */
export function killChildren(): void {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
}

/** The program as a user starts it, in a process of its own. */
export interface ChildRun {
  readonly stdout: Log;
  readonly stderr: Log;
  kill(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it, when both outputs were read to their end. */
  ended(): Promise<number | NodeJS.Signals | null>;
}

export function startChild(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  entry = 'bin/local.ts',
): ChildRun {
  const { OKTA_API_TOKEN: _token, SPLUNK_HEC_TOKEN: _hecToken, ...inherited } = process.env;
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: PROJECT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  const stdout = log();
  const stderr = log();
  createInterface(child.stdout).on('line', (line) => stdout.add(line));
  createInterface(child.stderr).on('line', (line) => stderr.add(line));
  const closed = once(child, 'close');

  return {
    stdout,
    stderr,
    kill: (signal) => void child.kill(signal),
    async ended() {
      await closed;
      return child.exitCode ?? child.signalCode;
    },
  };
}
