import { backlogOf, type LogStream } from './log-stream.ts';
import type { PollDeps } from './poll.ts';

/**
 * A message that the queue lost for good (purged, expired) leaves a backlog that nobody will deliver; if the stream is
 * also at its backlog limit or the org is quiet, no later message comes to expose the break in the chain. Longer than
 * a message takes through its redeliveries with the default time limit of an attempt; sooner would only repeat more.
 */
const STALLED_AFTER_MS = 60 * 60_000;

/** Answers the stream to read from: rewound if it stalled, undefined if someone else changed it meanwhile. */
export async function rewindStalled(
  deps: Pick<PollDeps, 'streams' | 'journal' | 'now'>,
  stream: LogStream,
): Promise<LogStream | undefined> {
  const now = deps.now();
  if (backlogOf(stream) === 0 || now.getTime() - Date.parse(stream.movedAt) < STALLED_AFTER_MS) return stream;

  if (!(await deps.streams.rewind(stream, now))) return undefined;
  const generation = stream.generation + 1;
  const reason = `${backlogOf(stream)} events are queued and none was delivered since ${stream.movedAt}`;
  deps.journal({ what: 'rewound', streamId: stream.id, streamName: stream.name, generation, reason });
  return { ...stream, read: stream.acknowledged, generation, movedAt: now.toISOString() };
}
