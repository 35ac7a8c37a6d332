import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StreamReply } from '../api/log-streams.ts';
import type { Histories } from '../state/history.ts';
import type { Actions, VerifyNote } from './actions.ts';
import { StreamRow } from './stream-row.tsx';

interface StreamListProps {
  readonly streams: readonly StreamReply[];
  readonly histories: Histories;
  readonly notes: ReadonlyMap<string, VerifyNote>;
  readonly now: number;
  readonly actions: Actions;
}

const TITLES = ['Log stream', 'Status', 'Lag', 'Rate', 'Backlog', 'Delivered', 'Actions'];

/** The streams, one below the other: a table on a wide page, cards on a narrow one. */
export function StreamList({ streams, histories, notes, now, actions }: StreamListProps) {
  const table = useRef<HTMLTableElement>(null);
  useKeptFocus(table);
  return (
    <table ref={table} role="table" class="streams" aria-label="Log streams" tabIndex={-1}>
      <thead role="rowgroup">
        <tr role="row">
          {TITLES.map((title) => (
            <th key={title} role="columnheader" scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      {streams.map((stream) => (
        <StreamRow
          key={stream.id}
          stream={stream}
          samples={histories.get(stream.id) ?? []}
          note={notes.get(stream.id)}
          now={now}
          actions={actions}
        />
      ))}
    </table>
  );
}

/** A row that moves loses the focus on the way, and one that goes takes it along: then the list itself has it. */
function useKeptFocus(table: { readonly current: HTMLTableElement | null }): void {
  const before = document.activeElement;
  useLayoutEffect(() => {
    if (document.activeElement !== document.body || !(before instanceof HTMLElement)) return;
    if (before.isConnected && table.current?.contains(before)) before.focus({ preventScroll: true });
    else if (before !== document.body && !before.isConnected) table.current?.focus({ preventScroll: true });
  });
}
