import { readFile } from 'node:fs/promises';
import { describeError, LogStreamingError } from '../lambdas/core/errors.ts';

/**
 * Reads an NDJSON file of log events: one JSON object a line, returned exactly as it is written. Blank lines
 * are skipped. Fails with CONFIG_INVALID on a file that cannot be read and at the first line that is no object;
 * the message names the line and never quotes it, because it is somebody's audit trail.
 */
export async function readEventsFile(path: string): Promise<readonly string[]> {
  const lines = (await readText(path)).split(/\r?\n/);
  lines.forEach((line, index) => {
    const found = isBlank(line) ? undefined : kindOf(line);
    if (found !== undefined && found !== 'an object') {
      throw new LogStreamingError(
        'CONFIG_INVALID',
        `${path}, line ${index + 1}: a log event must be a JSON object; got ${found}`,
      );
    }
  });
  return lines.filter((line) => !isBlank(line));
}

async function readText(path: string): Promise<string> {
  try {
    // Bytes that are no UTF-8 would be delivered as something else than what stands in the file.
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw new LogStreamingError('CONFIG_INVALID', `${path}: cannot be read: ${describeError(error)}`);
  }
}

const isBlank = (line: string): boolean => line.trim() === '';

function kindOf(line: string): string {
  try {
    const value: unknown = JSON.parse(line);
    if (value === null) return 'null';
    if (Array.isArray(value)) return 'an array';
    return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  } catch {
    return 'text that is not JSON';
  }
}
