import { describeError } from './errors.ts';
import type { LogStream } from './log-stream.ts';
import type { Run } from './page-slices.ts';
import type { PollDeps } from './poll.ts';
import { type Page, type Position, positionBehind, positionInPage } from './position.ts';

/**
 * Send, then advance: the page's slices go to the queue first, then `read` moves by compare-and-set. A crash between
 * the two repeats a page and never skips one. Answers the stream where it stands now, or undefined when it cannot
 * read on in this tick.
 */
export async function sendPage(
  deps: PollDeps,
  stream: LogStream,
  page: Page,
  runs: readonly Run[],
): Promise<LogStream | undefined> {
  // At the tail nothing moves and nothing is written. A full page that holds nothing new still moves the cursor on.
  if (runs.length === 0 && !page.isFull) return undefined;

  try {
    const to = await sendRuns(deps, stream, page, runs);
    const at = deps.now();
    if (!(await deps.streams.advance(stream, to, at))) {
      deps.journal({ what: 'read lost a race', streamId: stream.id });
      return undefined;
    }
    const events = to.count - stream.read.count;
    deps.journal({ what: 'slices queued', streamId: stream.id, events, slices: runs.length });
    return { ...stream, read: to, movedAt: at.toISOString() };
  } catch (error) {
    // One stream's trouble is not the others'. It reads this page again at the next tick.
    deps.journal({ what: 'queueing failed', streamId: stream.id, message: describeError(error) });
    return undefined;
  }
}

async function sendRuns(deps: PollDeps, stream: LogStream, page: Page, runs: readonly Run[]): Promise<Position> {
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
    await deps.queue.send({ streamId, generation, from, to, page: page.cursor }, run.events, run.packed);
    from = to;
  }
  return runs.length > 0 ? from : positionBehind(from, [], page, now);
}

async function setAside(deps: PollDeps, stream: LogStream, run: Run): Promise<void> {
  for (const event of run.events) {
    const reason = `the event has ${event.json.length} bytes, more than a queue message can carry`;
    await deps.undeliverable.setAside(stream, event, reason);
    deps.journal({ what: 'set aside', streamId: stream.id, eventId: event.id, reason });
  }
}
