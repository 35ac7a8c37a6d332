import type { WriteStream } from 'node:tty';
import { renderTable, renderTerminalTable } from './live-table.ts';
import type { Summary } from './summary.ts';

/** What a run shows: a live table in a terminal, plain lines elsewhere. */
export interface Screen {
  line(text: string): void;
  /** Something that happened, and the streams that it happened to. */
  note(text: string, streamIds?: readonly string[]): void;
  table(summary: Summary): void;
}

/** Without a terminal the table is one line a stream, and only when something moved. */
export function screen(output: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }): Screen {
  const lastErrors = new Map<string, string>();
  let previous: Summary | undefined;
  let drawn = 0;
  const line = (text: string) => {
    erase();
    output.write(`${text}\n`);
  };
  const erase = () => {
    if (drawn > 0) output.write(`\u001B[${drawn}A\u001B[J`);
    drawn = 0;
  };

  return {
    line,
    note(text, streamIds = []) {
      for (const id of streamIds) lastErrors.set(id, text);
      const names = previous?.streams.filter(({ id }) => streamIds.includes(id)).map(({ name }) => name) ?? [];
      line(names.length > 0 ? `${names.join(', ')}: ${text}` : text);
    },
    table(summary) {
      const live = { summary, rates: ratesSince(previous, summary), lastErrors };
      if (output.isTTY === true) {
        erase();
        const text = renderTerminalTable(live);
        output.write(`${text}\n`);
        drawn = text.split('\n').length;
      } else if (!previous || hasMoved(previous, summary)) {
        for (const row of renderTable(live).slice(previous ? 1 : 0)) output.write(`${row}\n`);
      }
      previous = summary;
    },
  };
}

function ratesSince(previous: Summary | undefined, now: Summary): ReadonlyMap<string, number> {
  const seconds = now.elapsedSeconds - (previous?.elapsedSeconds ?? 0);
  const before = new Map(previous?.streams.map(({ id, accepted }) => [id, accepted]));
  return new Map(
    now.streams.map(({ id, accepted }) => [id, seconds > 0 ? (accepted - (before.get(id) ?? 0)) / seconds : 0]),
  );
}

const hasMoved = (before: Summary, now: Summary): boolean =>
  JSON.stringify(before.streams.map(state)) !== JSON.stringify(now.streams.map(state));

const state = ({ status, accepted, undeliverable }: Summary['streams'][number]) => [status, accepted, undeliverable];
