import { describeError } from './errors.ts';
import { publishedMs } from './log-event.ts';
import { backlogOf, type LogStream } from './log-stream.ts';
import type { Run } from './page-slices.ts';
import type { PollDeps } from './poll.ts';
import { type Page, type Position, positionBehind, positionInPage } from './position.ts';

/**
 * What became of a page for one stream, and where that stands now. A stream that failed cannot read on in this tick.
 */
export type Sent =
  | { readonly kind: 'moved'; readonly stream: LogStream }
  | { readonly kind: 'nothing new'; readonly stream: LogStream }
  | { readonly kind: 'failed' };

/**
 * Send, then advance: the page's slices go to the queue first, then `read` moves by compare-and-set. A crash between
 * the two repeats a page and never skips one.
 */
export async function sendPage(
  deps: PollDeps,
  stream: LogStream,
  { page, pageId }: { readonly page: Page; readonly pageId: string },
  runs: readonly Run[],
): Promise<Sent> {
  // At the tail nothing moves and nothing is written. A full page that holds nothing new still moves the cursor on.
  if (runs.length === 0 && !page.isFull) return { kind: 'nothing new', stream };

  try {
    const to = await sendRuns(deps, stream, { page, pageId }, runs);
    const at = deps.now();
    const backlogSince = backlogOf(stream) === 0 && runs.length > 0 ? firstPublished(runs, at) : undefined;
    if (!(await deps.streams.advance(stream, to, at, backlogSince))) {
      deps.journal({ what: 'read lost a race', streamId: stream.id });
      return { kind: 'failed' };
    }
    const events = to.count - stream.read.count;
    deps.journal({ what: 'slices queued', pageId, streamId: stream.id, events, slices: runs.length });
    const moved = { ...stream, read: to, movedAt: at.toISOString(), ...(backlogSince && { backlogSince }) };
    return { kind: 'moved', stream: moved };
  } catch (error) {
    // One stream's trouble is not the others'. It reads this page again at the next tick.
    deps.journal({ what: 'queueing failed', streamId: stream.id, message: describeError(error) });
    return { kind: 'failed' };
  }
}

/** What waits is as old as its first event, not as its stay in the queue; but no event is of the future. */
function firstPublished(runs: readonly Run[], now: Date): string {
  const [first = now.getTime()] = runs.flatMap(({ events }) => events.flatMap((event) => publishedMs(event) ?? []));
  return new Date(Math.min(first, now.getTime())).toISOString();
}

async function sendRuns(
  deps: PollDeps,
  stream: LogStream,
  { page, pageId }: { readonly page: Page; readonly pageId: string },
  runs: readonly Run[],
): Promise<Position> {
  const now = deps.now();
  let from = stream.read;
  for (const [index, run] of runs.entries()) {
    const isLast = index === runs.length - 1;
    const to = isLast
      ? positionBehind(from, run.events, page, now)
      : positionInPage(from, run.events, page.cursor, now);
    // Set aside before the message that moves past it: `acknowledged` never passes an event that is nowhere.
    if (run.tooLarge) await setAside(deps, stream, run);
    const { id: streamId, generation } = stream;
    await deps.queue.send({ streamId, generation, from, to, page: page.cursor, pageId }, run.events, run.packed);
    from = to;
  }
  return runs.length > 0 ? from : positionBehind(from, [], page, now);
}

async function setAside(deps: PollDeps, stream: LogStream, run: Run): Promise<void> {
  for (const event of run.events) {
    const reason = `the event has ${event.json.length} bytes, more than a queue message can carry`;
    await deps.undeliverable.setAside(stream, event, reason);
    deps.journal({ what: 'set aside', streamId: stream.id, streamName: stream.name, eventId: event.id, reason });
  }
}
