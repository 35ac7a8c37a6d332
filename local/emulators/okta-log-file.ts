import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';

/** What the log of an org consists of, oldest first: events, and the keys its cursors are sealed with. */
export type LogEntry =
  | { readonly kind: 'persisted'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'cursor-key'; readonly key: string };

/** Where the log outlives the org; without a file, in memory only. */
export interface LogFile {
  readonly entries: readonly LogEntry[];
  append(entries: readonly LogEntry[]): void;
}

/** Opens an NDJSON file, or makes one; a line that a crash cut short was never served and is dropped. */
export function openLogFile(path: string | undefined): LogFile {
  if (path === undefined) return { entries: [], append: () => undefined };

  const written = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const whole = written.subarray(0, written.lastIndexOf('\n') + 1);
  if (whole.length < written.length) truncateSync(path, whole.length);

  return {
    entries: whole
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line): LogEntry => JSON.parse(line)),
    append: (entries) => appendFileSync(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
  };
}
