import { styleText } from 'node:util';
import type { StreamSummary, Summary } from './summary.ts';

/** What the table shows of a stream besides its summary. */
export interface Live {
  readonly summary: Summary;
  /** Events a second since the last look, by stream id. */
  readonly rates: ReadonlyMap<string, number>;
  readonly lastErrors: ReadonlyMap<string, string>;
}

const COLUMNS = ['stream', 'status', 'delivered', 'rate/s', 'lag p50', 'lag p99', 'backlog'] as const;
const MAX_ERROR_LENGTH = 60;

/** A stream's lines, or those of the header, which has no status. */
interface Block {
  readonly status?: StreamSummary['status'];
  readonly lines: readonly string[];
}

/**
 * The state of every stream as lines of plain text, none longer than `width`. Where the last errors do not fit beside
 * the rest, each stands below its stream.
 */
export const renderTable = (live: Live, width = Number.POSITIVE_INFINITY): string[] =>
  blocksOf(live, width).flatMap(({ lines }) => lines);

/** The same in a terminal's colours, the header and every INACTIVE stream set off. */
export const renderTerminalTable = (live: Live, width: number): string[] =>
  blocksOf(live, width).flatMap(({ status, lines }) => {
    if (status === undefined) return lines.map((line) => styleText('bold', line));
    return status === 'INACTIVE' ? lines.map((line) => styleText('red', line)) : lines;
  });

function blocksOf({ summary, rates, lastErrors }: Live, width: number): Block[] {
  const { streams } = summary;
  const rows = streams.map((stream) => cellsOf(stream, rates.get(stream.id) ?? 0));
  const errors = streams.map(({ id }) => lastErrors.get(id) ?? '');
  const wide = aligned([
    [...COLUMNS, 'last error'],
    ...rows.map((cells, index) => [...cells, cut(errors[index] ?? '', MAX_ERROR_LENGTH)]),
  ]);
  const isWideEnough = wide.every((line) => line.length <= width);
  const [header = '', ...lines] = isWideEnough ? wide : aligned([COLUMNS, ...rows]).map((line) => cut(line, width));

  const blocks = streams.map(({ status }, index) => {
    const error = isWideEnough ? '' : errors[index];
    return { status, lines: [lines[index] ?? '', ...(error ? [cut(`  last error: ${error}`, width)] : [])] };
  });
  return [{ lines: [header] }, ...blocks];
}

const cellsOf = ({ name, status, accepted, lagMs, backlog }: StreamSummary, rate: number): string[] => [
  name,
  status,
  accepted.toLocaleString('en-US'),
  rate.toFixed(1),
  duration(lagMs.p50),
  duration(lagMs.p99),
  backlog.toLocaleString('en-US'),
];

/** Columns as wide as their widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]?.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(columns[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

function duration(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000).toLocaleString('en-US')} s`;
}
