import type { Entry } from '../lambdas/core/journal.ts';

/** A line that a function wrote: a journal entry with its level, or something else. */
export type LogLine =
  { readonly level: string; readonly entry: Entry } | { readonly level: string; readonly text: string };

/** Functions log one JSON object a line, `message` naming the journal entry. */
export function parseLogLine(line: string): LogLine {
  const fields = parseObject(line);
  if (!fields) return { level: 'INFO', text: line };
  const { level, message, ...members } = fields;
  if (!('service' in members)) return { level: String(level ?? 'INFO'), text: line };
  return { level: String(level), entry: { what: message, ...members } as unknown as Entry };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return value instanceof Object ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
