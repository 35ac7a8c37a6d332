import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/**
 * One heap for all threads; large blocks, and the free end of that heap, go back to the system. Otherwise glibc gives
 * each thread an arena of its own, keeps what is free in all of them, and raises its thresholds as it goes: a process of
 * a dozen threads takes more and more for half an hour, though nothing leaks. On AWS each function has a process, and a
 * malloc, to itself. Another C library takes no notice.
 *
 * Source: mallopt(3), "Environment variables".
 */
const PLAIN_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
} as const;

export const hasPlainMalloc = (): boolean =>
  Object.entries(PLAIN_MALLOC).every(([name, value]) => process.env[name] === value);

/** Runs this program once more, as it was called, with a plain malloc, and ends as that does. */
export async function againWithPlainMalloc(): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, ...PLAIN_MALLOC },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => child.kill(signal));
  const [code, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals];
  // As a shell tells a signal.
  process.exitCode = signal === null ? code : 128 + constants.signals[signal];
}
