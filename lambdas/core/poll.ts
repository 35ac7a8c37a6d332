import { endTick, type TickProgress, tickProgress } from './end-tick.ts';
import { describeError, LogStreamingError, RateLimitedError } from './errors.ts';
import type { Journal } from './journal.ts';
import { lifecycleEvent, SYSTEM } from './lifecycle-event.ts';
import { backlogOf, type LogStream, type PossibleGap } from './log-stream.ts';
import { announceSoon, isLeftToDo } from './nudge.ts';
import { dividePage } from './page-slices.ts';
import type { Clock, EventQueue, StreamStore, SystemLog, UndeliverableStore } from './ports.ts';
import { isUnique, type Page, placeKey, type Position } from './position.ts';
import { gapOfRetention, isGapTold, isRestartedAt, restartPoint } from './restart.ts';
import { sendPage } from './send-page.ts';
import { rewindStalled } from './stalled.ts';

export interface PollDeps {
  readonly systemLog: SystemLog;
  readonly streams: StreamStore;
  readonly queue: EventQueue;
  readonly undeliverable: UndeliverableStore;
  readonly journal: Journal;
  readonly now: Clock;
  readonly uuid: () => string;
  /** Has what happened to streams announced. */
  readonly nudge: () => Promise<void>;
  readonly backlogLimitEvents: number;
}

/** Streams that stand at one place and share its read. */
type Group = readonly [LogStream, ...LogStream[]];

/**
 * One tick: reads on from every place where an ACTIVE stream stands, until each has seen a page that is not full,
 * `deadline` is near, or the rate limit says stop. No read begins after `deadline`.
 *
 * Why streams may share a read: a polling request lists events in persistence order, which never changes, and an
 * event's successors are the same for every reader. Streams whose last event is the same therefore lack exactly
 * the same events. Each position's cursor points at or before the first event it lacks, so any of them will do.
 * A stream whose last event lies within a page lacks of it what follows that event: it takes that and stands with the
 * others from then on. Without this, streams that read one after the other at a busy tail would never meet.
 */
export async function poll(deps: PollDeps, deadline: Date): Promise<void> {
  const loaded = await deps.streams.load();
  const { streams, polling } = loaded;
  const progress = tickProgress(deps);
  if (isLeftToDo(loaded, deps.now())) await announceSoon(deps);
  if (!polling.holdUntil || deps.now() >= polling.holdUntil) await readOn(deps, streams, deadline, progress);
  await endTick(deps, loaded, progress);
}

async function readOn(
  deps: PollDeps,
  streams: readonly LogStream[],
  deadline: Date,
  progress: TickProgress,
): Promise<void> {
  const readable = await readyToRead(deps, streams);
  const waiting = groupByPlace(readable);
  for (let group = waiting.shift(); group && deps.now() < deadline; group = waiting.shift()) {
    const outcome = await readPlace(deps, group, waiting, progress);
    if (outcome === 'stop') return;
    join(waiting, outcome);
  }
}

async function readyToRead(deps: PollDeps, streams: readonly LogStream[]): Promise<LogStream[]> {
  const active = streams.filter((stream) => stream.status === 'ACTIVE');
  // The one that has waited longest goes first, so that a small share of the rate limit starves none.
  active.sort((a, b) => a.movedAt.localeCompare(b.movedAt));
  const current = await Promise.all(active.map((stream) => rewindStalled(deps, stream)));
  const ready = current.filter((stream) => stream !== undefined).filter((stream) => hasRoom(deps, stream));
  await Promise.all(ready.map((stream) => noteRetention(deps, stream)));
  return ready;
}

/** Noted once at a place and a day, however often it is read from in vain. */
async function noteRetention(deps: PollDeps, stream: LogStream): Promise<void> {
  const gap = gapOfRetention(stream.read, stream, deps.now());
  if (!gap || isGapTold(stream, stream.read, gap)) return;
  await restartAt(deps, stream, stream.read, gap);
}

/** Okta is the durable log and the queue only a pipe: what a slow target has not taken stays with Okta. */
function hasRoom(deps: PollDeps, stream: LogStream): boolean {
  const backlog = backlogOf(stream);
  if (backlog < deps.backlogLimitEvents) return true;
  deps.journal({ what: 'backpressure', streamId: stream.id, backlog });
  return false;
}

const groupByPlace = (streams: readonly LogStream[]): Group[] => {
  const groups: Group[] = [];
  join(groups, streams);
  return groups;
};

/** Streams that arrive where others wait join them; the rest queue up behind, so no place starves another. */
function join(waiting: Group[], streams: readonly LogStream[]): void {
  for (const stream of streams) {
    const index = waiting.findIndex(([first]) => placeKey(first.read) === placeKey(stream.read));
    const group = waiting[index];
    if (group) waiting[index] = [...group, stream];
    else waiting.push([stream]);
  }
}

/** Reads one page for a group; answers the streams that can read on at once, where they stand now. */
async function readPlace(
  deps: PollDeps,
  group: Group,
  waiting: Group[],
  progress: TickProgress,
): Promise<readonly LogStream[] | 'stop'> {
  // A cursor that points right behind the last event brings more new events than one that begins before it.
  const reader = group.find((stream) => !stream.read.midPage) ?? group[0];
  const begunMs = deps.now().getTime();
  let page: Page;
  try {
    page = await deps.systemLog.fetchPage(reader.read.cursor);
  } catch (error) {
    return readFailed(deps, group, reader, error);
  }

  const served = [{ group, from: reader.read }, ...takeInside(waiting, page)];
  const streams = served.reduce((sum, each) => sum + each.group.length, 0);
  const pageId = deps.uuid();
  const ms = deps.now().getTime() - begunMs;
  deps.journal({ what: 'page read', pageId, events: page.events.length, streams, isFull: page.isFull, ms });
  const sent = await Promise.all(
    served.flatMap(({ group: standing, from }) => {
      const runs = dividePage(from, page, deps.queue);
      return standing.map((stream) => sendPage(deps, stream, { page, pageId }, runs));
    }),
  );
  const moved = sent.flatMap((each) => (each.kind === 'moved' ? [each.stream] : []));
  for (const stream of moved) progress.moved.set(stream.id, stream);
  if (!page.isFull) {
    for (const each of sent) if (each.kind !== 'failed') progress.atTail.add(each.stream.id);
    return [];
  }
  const current = await Promise.all(moved.map((stream) => refreshed(deps, stream)));
  return current.filter((stream) => stream !== undefined).filter((stream) => hasRoom(deps, stream));
}

/** Takes the groups that stand inside the page out of those that wait. */
function takeInside(waiting: Group[], page: Page): { readonly group: Group; readonly from: Position }[] {
  if (waiting.length === 0) return [];
  const inPage = idsThatTellAPlace(page);
  const inside = waiting.filter(([{ read }]) => read.after !== undefined && inPage.has(read.after));
  waiting.splice(0, waiting.length, ...waiting.filter((group) => !inside.includes(group)));
  return inside.map((group) => ({ group, from: { ...group[0].read, midPage: true } }));
}

/** An id that stands in a page twice tells no place in it: what lies between the two would be skipped. */
function idsThatTellAPlace(page: Page): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { id } of page.events) (seen.has(id) ? repeated : seen).add(id);
  return new Set([...seen].filter((id) => isUnique(id) && !repeated.has(id)));
}

/** Deliveries go on during a long tick: near the limit the stored backlog decides, not the one this tick began with. */
async function refreshed(deps: PollDeps, stream: LogStream): Promise<LogStream | undefined> {
  if (backlogOf(stream) < deps.backlogLimitEvents) return stream;
  const stored = await deps.streams.get(stream.id);
  return stored?.status === 'ACTIVE' ? stored : undefined;
}

async function readFailed(deps: PollDeps, group: Group, reader: LogStream, error: unknown): Promise<[] | 'stop'> {
  if (error instanceof RateLimitedError) {
    await deps.streams.holdPolling(error.retryAt);
    deps.journal({ what: 'polling held', until: error.retryAt.toISOString(), message: error.message });
    return 'stop';
  }
  if (!(error instanceof LogStreamingError)) throw error;
  const streamIds = group.map((stream) => stream.id);
  deps.journal({ what: 'read failed', code: error.code, message: describeError(error), streamIds });
  if (error.code === 'CURSOR_REFUSED') {
    // Only those whose own cursor was refused: the others of the group may have a better one.
    const refused = group.filter((stream) => stream.read.cursor === reader.read.cursor);
    await Promise.all(refused.map((stream) => restart(deps, stream, error)));
  }
  return [];
}

/** The next tick reads from the restart point. */
async function restart(deps: PollDeps, stream: LogStream, error: LogStreamingError): Promise<void> {
  const now = deps.now();
  const since = restartPoint(stream, now);
  // Refused at the restart point already: writing it again would report a new gap at every tick.
  if (isRestartedAt(since, stream, deps.systemLog)) return;
  const cursor = deps.systemLog.start(since);
  const gap = { at: now.toISOString(), restartedFrom: since.toISOString(), reason: describeError(error) };
  const to = { ...stream.read, cursor, midPage: stream.read.after !== undefined };
  await restartAt(deps, stream, to, gap);
}

async function restartAt(deps: PollDeps, stream: LogStream, to: Position, gap: PossibleGap): Promise<void> {
  const at = new Date(gap.at);
  const event = lifecycleEvent('gap', stream, { caller: SYSTEM, at, uuid: deps.uuid(), reason: gap.reason });
  if (!(await deps.streams.restart(stream, to, gap, event))) return;
  deps.journal({ what: 'possible gap', streamId: stream.id, streamName: stream.name, gap });
}
