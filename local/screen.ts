import { renderTable, renderTerminalTable } from './live-table.ts';
import type { Note } from './notable.ts';
import type { Summary } from './summary.ts';

/** What a run shows: a live table in a terminal, plain lines elsewhere. */
export interface Screen {
  /** In a terminal lines and notes stand above the table. */
  line(text: string): void;
  note(note: Note): void;
  table(summary: Summary): void;
  /** Leaves the table as it is; lines come below it from now on. */
  endTable(): void;
}

/** Standard output or standard error. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const DEFAULT_COLUMNS = 80;

/** Without a terminal the table is one line a stream, and only when something moved. */
export function screen(output: Output): Screen {
  const lastErrors = new Map<string, string>();
  let previous: Summary | undefined;
  let drawn: readonly string[] = [];

  const write = (lines: readonly string[]) => {
    for (const line of lines) output.write(`${line}\n`);
  };
  const redraw = (lines: readonly string[], above: readonly string[] = []) => {
    // Up to where the table began, and clear from there on.
    if (drawn.length > 0) output.write(`\u001B[${drawn.length}A\u001B[J`);
    write(above);
    write(lines);
    drawn = lines;
  };
  const line = (text: string) => redraw(drawn, [text]);

  return {
    line,
    note({ text, streamIds, isError }) {
      if (isError) for (const id of streamIds) lastErrors.set(id, text);
      const names = previous?.streams.filter(({ id }) => streamIds.includes(id)).map(({ name }) => name) ?? [];
      line(names.length > 0 ? `${names.join(', ')}: ${text}` : text);
    },
    table(summary) {
      for (const id of activatedSince(previous, summary)) lastErrors.delete(id);
      const live = { summary, rates: ratesSince(previous, summary), lastErrors };
      if (output.isTTY === true) {
        // A line as wide as the terminal may wrap, and then the table is higher than it is counted.
        redraw(renderTerminalTable(live, (output.columns ?? DEFAULT_COLUMNS) - 1));
      } else if (!previous || hasMoved(previous, summary)) {
        write(renderTable(live).slice(previous ? 1 : 0));
      }
      previous = summary;
    },
    endTable() {
      drawn = [];
    },
  };
}

function activatedSince(previous: Summary | undefined, now: Summary): readonly string[] {
  const inactive = new Set(previous?.streams.filter(({ status }) => status === 'INACTIVE').map(({ id }) => id));
  return now.streams.filter(({ id, status }) => status === 'ACTIVE' && inactive.has(id)).map(({ id }) => id);
}

function ratesSince(previous: Summary | undefined, now: Summary): ReadonlyMap<string, number> {
  // What an earlier run delivered is not this one's pace.
  if (!previous) return new Map();
  const seconds = now.elapsedSeconds - previous.elapsedSeconds;
  const before = new Map(previous.streams.map(({ id, accepted }) => [id, accepted]));
  return new Map(
    now.streams.map(({ id, accepted }) => [id, seconds > 0 ? (accepted - (before.get(id) ?? 0)) / seconds : 0]),
  );
}

const hasMoved = (before: Summary, now: Summary): boolean =>
  JSON.stringify(before.streams.map(state)) !== JSON.stringify(now.streams.map(state));

const state = ({ status, accepted, undeliverable }: Summary['streams'][number]) => [status, accepted, undeliverable];
