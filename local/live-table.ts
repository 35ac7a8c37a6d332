import { styleText } from 'node:util';
import type { Summary } from './summary.ts';

/** What the table shows of a stream besides its summary. */
export interface Live {
  readonly summary: Summary;
  /** Events a second since the last look, by stream id. */
  readonly rates: ReadonlyMap<string, number>;
  readonly lastErrors: ReadonlyMap<string, string>;
}

const COLUMNS = ['stream', 'status', 'delivered', 'rate/s', 'lag p50', 'lag p99', 'backlog', 'last error'] as const;
const MAX_ERROR_LENGTH = 60;

/** The state of every stream as a table of plain text lines. */
export function renderTable({ summary, rates, lastErrors }: Live): string[] {
  const rows = summary.streams.map((stream) => [
    stream.name,
    stream.status,
    stream.accepted.toLocaleString('en-US'),
    (rates.get(stream.id) ?? 0).toFixed(1),
    duration(stream.lagMs.p50),
    duration(stream.lagMs.p99),
    stream.backlog.toLocaleString('en-US'),
    (lastErrors.get(stream.id) ?? '').slice(0, MAX_ERROR_LENGTH),
  ]);
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), ...rows.map(line)];
}

/** The same for a terminal, with the header and every INACTIVE stream set off. */
export const renderTerminalTable = (live: Live): string =>
  renderTable(live)
    .map((line, index) => {
      if (index === 0) return styleText('bold', line);
      return line.includes('INACTIVE') ? styleText('red', line) : line;
    })
    .join('\n');

function duration(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000).toLocaleString('en-US')} s`;
}
