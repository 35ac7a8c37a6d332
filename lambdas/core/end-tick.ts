import type { StreamState } from './journal.ts';
import { backlogOf, type LogStream } from './log-stream.ts';
import type { PollDeps } from './poll.ts';
import type { Loaded, RequestUsage } from './ports.ts';
import { secondsSince, undeliveredAge } from './undelivered-age.ts';

/** What a tick finds out on its way. */
export interface TickProgress {
  /** Streams that have read to the end of the System Log. */
  readonly atTail: Set<string>;
  /** Streams whose `read` moved, where they stand now. */
  readonly moved: Map<string, LogStream>;
  /** Before the tick. */
  readonly usage: RequestUsage;
}

export const tickProgress = (deps: PollDeps): TickProgress => ({
  atTail: new Set(),
  moved: new Map(),
  usage: deps.systemLog.usage(),
});

/**
 * An org that is idle or whose window is used up changes nothing for hours, and a minute more or less tells no one
 * anything.
 */
const NOTE_EVERY_MS = 60_000;

/** Says how things stand: in the journal after every tick, and in the table once a minute for whoever asks later. */
export async function endTick(deps: PollDeps, { streams, polling }: Loaded, progress: TickProgress): Promise<void> {
  const now = deps.now();
  const { requests, rateLimited, window } = deps.systemLog.usage();
  const active = streams.filter(({ status }) => status === 'ACTIVE');
  const isAtTail = active.every(({ id }) => progress.atTail.has(id));
  const tailAt = isAtTail && active.length > 0 ? now.toISOString() : polling.seen?.tailAt;

  deps.journal({
    what: 'tick',
    requests: requests - progress.usage.requests,
    rateLimited: rateLimited - progress.usage.rateLimited,
    // Of a window that has ended nothing is known but that.
    window: window && Date.parse(window.resetAt) > now.getTime() ? window : undefined,
    secondsUntilCaughtUp: isAtTail ? 0 : untilCaughtUp(active, progress, now),
    streams: streams.map((stream) => stateOf(stream, progress, tailAt, now)),
  });
  const notedMs = Date.parse(polling.seen?.at ?? '');
  if (now.getTime() - notedMs < NOTE_EVERY_MS) return;
  await deps.streams.notePolling({ at: now.toISOString(), tailAt, window });
}

function stateOf(stream: LogStream, progress: TickProgress, tailAt: string | undefined, now: Date): StreamState {
  const { id: streamId, name: streamName, status, deactivation } = stream;
  const backlog = backlogOf(stream);
  const isDown = status === 'INACTIVE' && deactivation?.code !== 'ADMIN';
  if (status === 'INACTIVE') return { streamId, streamName, status, isDown, backlog };
  return {
    streamId,
    streamName,
    status,
    isDown,
    backlog,
    oldestUndeliveredSeconds: undeliveredAge(
      stream,
      { isAtTail: progress.atTail.has(streamId), read: progress.moved.get(streamId)?.read, tailAt },
      now,
    ),
    cursorAgeSeconds: cursorAge(stream, progress, tailAt, now),
  };
}

function cursorAge(
  { id, movedAt }: LogStream,
  { atTail, moved }: TickProgress,
  tailAt: string | undefined,
  now: Date,
): number {
  return atTail.has(id) || moved.has(id) ? 0 : (secondsSince([movedAt, tailAt], now) ?? 0);
}

/** Of reading, by the pace of this tick: log time passed against time passed since the stream last moved. */
function untilCaughtUp(active: readonly LogStream[], { atTail, moved }: TickProgress, now: Date): number | undefined {
  const estimates = active
    .filter(({ id }) => !atTail.has(id))
    .map((before) => {
      const after = moved.get(before.id);
      const reached = Date.parse(after?.read.asOf ?? '');
      const readSeconds = (reached - Date.parse(before.read.asOf ?? before.created)) / 1000;
      const pace = readSeconds / Math.max(1, secondsSince([before.movedAt], now) ?? 0);
      return pace > 1 ? (now.getTime() - reached) / 1000 / (pace - 1) : Number.POSITIVE_INFINITY;
    });
  const worst = Math.max(...estimates);
  return Number.isFinite(worst) ? Math.round(worst) : undefined;
}
