import { count, lagOf, noteOf } from './stream-table.ts';
import type { StreamReply } from './stream-reply.ts';
import { textTable } from './text-table.ts';

/** The streams as they were found at one time. */
export interface Look {
  readonly streams: readonly StreamReply[];
  readonly at: Date;
}

const TITLES = ['stream', 'status', 'lag', 'rate/s', 'backlog', 'delivered', 'note'] as const;

/** A table that takes the place of the last one, no wider than `width`. */
export const liveTable = (now: Look, previous: Look | undefined, width?: number): string[] =>
  textTable([TITLES, ...rowsOf(now, previous)], width);

/** A table of which each line says when it was, because all of them stay. */
export const loggedTable = (now: Look, previous: Look | undefined): string[] =>
  textTable([['at', ...TITLES], ...rowsOf(now, previous).map((row) => row.toSpliced(0, 0, now.at.toISOString()))]);

function rowsOf({ streams, at }: Look, previous: Look | undefined): string[][] {
  const before = new Map(previous?.streams.map(({ id, delivery }) => [id, delivery.events]));
  const seconds = previous ? (at.getTime() - previous.at.getTime()) / 1_000 : 0;
  const rateOf = ({ id, delivery }: StreamReply): string => {
    const events = before.get(id);
    // Without an earlier look there is no rate yet.
    return events === undefined || seconds <= 0 ? '-' : (Math.max(0, delivery.events - events) / seconds).toFixed(1);
  };
  return streams.map((stream) => [
    stream.name,
    stream.status,
    lagOf(stream),
    rateOf(stream),
    count(stream.delivery.backlog),
    count(stream.delivery.events),
    noteOf(stream),
  ]);
}
