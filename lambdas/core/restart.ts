import type { LogStream } from './log-stream.ts';

/** Events persist late and out of `published` order; a restart re-reads this much rather than skip one. */
const OVERLAP_MS = 10 * 60_000;

/** Okta: System Log entries are kept for 90 days, and a `since` beyond 180 days is refused. */
export const RETENTION_MS = 90 * 24 * 60 * 60_000;

/**
 * Where reading begins again when Okta refuses a stream's cursor: an overlap before the last event read. A `published`
 * that lies in the future says nothing about when the event was persisted.
 */
export function restartPoint(stream: LogStream, now: Date): Date {
  const lastReadMs = Math.min(Date.parse(stream.read.published ?? stream.created), now.getTime());
  return new Date(Math.max(lastReadMs - OVERLAP_MS, now.getTime() - RETENTION_MS));
}
