import { isChosen } from './chosen-start.ts';
import { LogStreamingError } from './errors.ts';
import type { LogStream, PossibleGap } from './log-stream.ts';
import type { SystemLog } from './ports.ts';
import type { Position } from './position.ts';

/** Events persist late and out of `published` order; a restart re-reads this much rather than skip one. */
const OVERLAP_MS = 10 * 60_000;

/** Where nothing is read for so long that more and more is lost, that is told once a day. */
const TOLD_AGAIN_AFTER_MS = 24 * 60 * 60_000;

/** Okta: System Log entries are kept for 90 days, and a `since` beyond 180 days is refused. */
const RETENTION_MS = 90 * 24 * 60 * 60_000;

/** Where reading begins again when Okta refuses a stream's cursor: an overlap before where it stood. */
export function restartPoint({ read, created }: LogStream, now: Date): Date {
  const stoodMs = Date.parse(read.asOf ?? created);
  return new Date(Math.max(stoodMs - OVERLAP_MS, now.getTime() - RETENTION_MS));
}

/** Whether the stream begins again at `since` already, or up to a day before, where the retention moves `since` on. */
export function isRestartedAt(since: Date, { read, created, possibleGap }: LogStream, log: SystemLog): boolean {
  if (read.cursor === log.start(since)) return true;
  const isMovedOn = since.getTime() > Date.parse(read.asOf ?? created) - OVERLAP_MS;
  if (!isMovedOn || !possibleGap || isChosen(possibleGap)) return false;
  const restartedFrom = new Date(possibleGap.restartedFrom);
  return read.cursor === log.start(restartedFrom) && since.getTime() - restartedFrom.getTime() < TOLD_AGAIN_AFTER_MS;
}

/** Okta answers from a place older than its retention without a word about what is gone, so we say it. */
export function gapOfRetention(position: Position, { created }: LogStream, now: Date): PossibleGap | undefined {
  const retainedSince = new Date(now.getTime() - RETENTION_MS);
  const since = position.asOf ?? created;
  if (Date.parse(since) >= retainedSince.getTime()) return undefined;
  return {
    at: now.toISOString(),
    restartedFrom: retainedSince.toISOString(),
    reason: `what comes next may have been persisted at ${since}, and Okta keeps events for 90 days`,
  };
}

/** Whether the stream says already, up to a day, that it may lack what `gap` says of this position. */
export function isGapTold({ possibleGap, created }: LogStream, position: Position, gap: PossibleGap): boolean {
  if (!possibleGap || isChosen(possibleGap)) return false;
  const toldMs = Date.parse(possibleGap.restartedFrom);
  const isOfThisPlace = toldMs > Date.parse(position.asOf ?? created);
  return isOfThisPlace && Date.parse(gap.restartedFrom) - toldMs < TOLD_AGAIN_AFTER_MS;
}

/** A start that Okta can serve: not in the future, and not before its retention. Fails with START_INVALID. */
export function requireRetained(since: Date, now: Date): void {
  const retainedSince = new Date(now.getTime() - RETENTION_MS);
  if (since <= now && since >= retainedSince) return;
  const allowed = `"resume", "now", or a time from ${retainedSince.toISOString()} to ${now.toISOString()}`;
  throw new LogStreamingError('START_INVALID', `startFrom must be ${allowed}; got "${since.toISOString()}"`);
}
