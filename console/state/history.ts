import type { StreamReply } from '../api/log-streams.ts';

/** A stream as one look found it. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly events: number;
  readonly backlog: number;
  readonly lagSeconds?: number | undefined;
  /** Events a second; none at the first look. */
  readonly rate?: number | undefined;
}

/** By stream id, oldest sample first. */
export type Histories = ReadonlyMap<string, readonly Sample[]>;

/** What the plots show. */
export const WINDOW_MS = 5 * 60_000;

/**
 * A rate is told over this long, if there are samples that old: events arrive once a poll, and from one look to the
 * next they would be none, and then all at once.
 */
const RATE_SPAN_MS = 10_000;

/** The histories with one more look; streams that are gone have none any more. */
export const addLook = (histories: Histories, streams: readonly StreamReply[], at: number): Histories =>
  new Map(
    streams.map(({ id, delivery }) => {
      const { events, backlog, lagSeconds } = delivery;
      const kept = (histories.get(id) ?? []).filter((sample) => sample.at > at - WINDOW_MS && sample.at < at);
      return [id, [...kept, { at, events, backlog, lagSeconds, rate: rateSince(kept, events, at) }]];
    }),
  );

function rateSince(earlier: readonly Sample[], events: number, at: number): number | undefined {
  const from = earlier.findLast((sample) => sample.at <= at - RATE_SPAN_MS) ?? earlier[0];
  return from && (Math.max(0, events - from.events) * 1_000) / (at - from.at);
}
