import { readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

export interface FileCoverage {
  readonly path: string;
  readonly lines: number;
  /** Lines that nothing reached, as ranges such as `12-14`. */
  readonly missed: readonly string[];
}

/** Which lines of the modules below `lambdas/` the work reaches, by V8's own count of blocks. */
export async function coverageOf(work: () => Promise<void>): Promise<readonly FileCoverage[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  return result
    .filter(({ url }) => /\/lambdas\/\w+\/[\w-]+\.ts$/.test(url))
    .map((script) => fileCoverage(script))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function fileCoverage({ url, functions }: Profiler.ScriptCoverage): FileCoverage {
  const source = readFileSync(fileURLToPath(url), 'utf8');
  const isReached = new Uint8Array(source.length).fill(1);
  // Outer blocks come before those within them, which know better.
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) isReached.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }

  const missed: number[] = [];
  let offset = 0;
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) {
    const from = offset + (line.length - line.trimStart().length);
    if (line.trim() !== '' && isReached.subarray(from, offset + line.length).every((reached) => reached === 0)) {
      missed.push(index + 1);
    }
    offset += line.length + 1;
  }
  return { path: url.slice(url.indexOf('/lambdas/') + 1), lines: lines.length, missed: rangesOf(missed) };
}

function rangesOf(numbers: readonly number[]): string[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
}
