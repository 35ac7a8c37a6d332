import { backlogOf, type LogStream } from './log-stream.ts';
import type { PollingSeen } from './ports.ts';
import type { Position } from './position.ts';

/** What is known of how far a stream has been read. */
export interface Reading {
  /** It has read to the end of the System Log, a moment ago. */
  readonly isAtTail: boolean;
  /** Where reading stands, if that is not where the stream says. */
  readonly read?: Position | undefined;
  /** When every ACTIVE stream was last seen at the end of the System Log. */
  readonly tailAt?: string | undefined;
}

/** Longer than from one note of how polling went to the next, also where there is a poll every five minutes only. */
const TAIL_IS_NEWS_MS = 6 * 60_000;

/** What can be told without a poll, from what the last ones noted. */
export function readingOf(stream: LogStream, seen: PollingSeen | undefined, now: Date): Reading {
  const { at, tailAt } = seen ?? {};
  if (at === undefined || tailAt === undefined) return { isAtTail: false };
  const isNews = now.getTime() - Date.parse(at) <= TAIL_IS_NEWS_MS;
  return { isAtTail: at === tailAt && isNews && tailCounts(stream, tailAt), tailAt };
}

/**
 * The lag of an ACTIVE stream in seconds: how long ago the oldest event that its target may lack was published; 0 when
 * it has everything. An INACTIVE stream has none.
 */
export function undeliveredAge(stream: LogStream, reading: Reading, now: Date): number | undefined {
  if (stream.status === 'INACTIVE') return undefined;
  return Math.max(backlogAge(stream, now), unreadAge(stream, reading, now));
}

/** Since the last event acknowledged, or the first of the backlog: in a quiet org they may be hours apart. */
function backlogAge(stream: LogStream, now: Date): number {
  if (backlogOf(stream) === 0) return 0;
  const { acknowledged, backlogSince, created } = stream;
  return secondsSince([acknowledged.asOf, backlogSince], now) ?? secondsSince([created], now) ?? 0;
}

/** What is not read yet cannot be older than where reading stands, or than the last time that the end was seen. */
function unreadAge(stream: LogStream, { isAtTail, read = stream.read, tailAt }: Reading, now: Date): number {
  if (isAtTail) return 0;
  const counting = tailAt !== undefined && tailCounts(stream, tailAt) ? tailAt : undefined;
  return secondsSince([read.asOf ?? stream.created, counting], now) ?? 0;
}

/** Not for a stream that was activated since then, maybe days behind the others. Nothing else moves both times. */
const tailCounts = ({ lastUpdated, movedAt }: LogStream, tailAt: string): boolean =>
  tailAt >= lastUpdated || tailAt >= movedAt;

/** Since the latest of the moments that are known. */
export function secondsSince(isoTimes: readonly (string | undefined)[], now: Date): number | undefined {
  const known = isoTimes.flatMap((iso) => (iso === undefined ? [] : [Date.parse(iso)]));
  if (known.length === 0) return undefined;
  return Math.max(0, Math.round((now.getTime() - Math.max(...known)) / 1000));
}
