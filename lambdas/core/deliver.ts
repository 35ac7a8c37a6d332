import { type Attempts, attemptTwice } from './attempt-twice.ts';
import { judge } from './chain.ts';
import { deactivateAfter, drop, giveUp } from './failed-delivery.ts';
import type { Journal } from './journal.ts';
import { lagsOf, newestPublished } from './log-event.ts';
import { backlogOf, type LogStream } from './log-stream.ts';
import type { Clock, StreamStore, Target, UndeliverableStore } from './ports.ts';
import { type Position, positionInPage } from './position.ts';
import type { QueuedSlice } from './slice.ts';

export interface DeliverDeps {
  readonly streams: StreamStore;
  readonly target: Target;
  readonly undeliverable: UndeliverableStore;
  readonly journal: Journal;
  readonly now: Clock;
  readonly uuid: () => string;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
  readonly attemptTimeoutMs: number;
  /** A message handed out this often is handled like a failed delivery, before the queue gives it up. */
  readonly maxReceiveCount: number;
}

/**
 * Delivers one message: at most two attempts, then `acknowledged` moves or the stream is deactivated. Returning means
 * that the queue may forget the message, throwing that it must hand it out again.
 */
export async function deliver(deps: DeliverDeps, slice: QueuedSlice, deadline: Date): Promise<void> {
  const stream = await deps.streams.get(slice.streamId);
  const verdict = judge(stream, slice, deps.maxReceiveCount);
  switch (verdict.kind) {
    case 'drop':
      if (stream) tellAgain(deps, stream, slice);
      return drop(deps, slice, verdict.reason, stream?.name);
    case 'rewind':
      return rewind(deps, verdict.stream, verdict.reason);
    case 'exhausted':
      return giveUp(deps, verdict.stream, slice);
    case 'deliver':
      return deliverNext(deps, verdict.stream, slice, deadline);
  }
}

async function deliverNext(deps: DeliverDeps, stream: LogStream, slice: QueuedSlice, deadline: Date): Promise<void> {
  const begunMs = deps.now().getTime();
  const { messageId, pageId, events } = slice;
  const attempts = await attemptTwice(deps, stream, { messageId, pageId, events }, deadline);
  if (attempts.isStale) return drop(deps, slice, 'lost a race', stream.name);
  if (!attempts.failed) return acknowledge(deps, stream, slice, attempts, begunMs);

  const { failure, pending } = attempts.failed;
  const deactivation = { ...failure, at: deps.now().toISOString(), attempts: attempts.made };
  return deactivateAfter(deps, stream, slice, deactivation, acceptedUpTo(stream, slice, pending, deps.now()));
}

/** What was accepted before the first pending event is not sent again when the stream is activated. */
function acceptedUpTo(stream: LogStream, slice: QueuedSlice, pending: QueuedSlice['events'], now: Date): Position {
  const firstPending = slice.events.findIndex((event) => event === pending[0]);
  const accepted = slice.events.slice(0, Math.max(0, firstPending));
  return positionInPage(stream.acknowledged, accepted, slice.page, now);
}

async function acknowledge(
  deps: DeliverDeps,
  stream: LogStream,
  slice: QueuedSlice,
  attempts: Attempts,
  begunMs: number,
): Promise<void> {
  const at = deps.now();
  // What the poller set aside is not in the message, only in the count that the message moves past.
  const setAsideByPoller = slice.to.count - slice.from.count - slice.events.length;
  const undeliverable = setAsideByPoller + attempts.undeliverable.length;
  const setAside = new Set(attempts.undeliverable);
  const acceptedEvents = slice.events.filter((event) => !setAside.has(event));
  const accepted = acceptedEvents.length;
  const published = newestPublished(slice.events);

  const { to, sequenceNumber } = slice;
  const moved = await deps.streams.acknowledge(stream, {
    to,
    sequenceNumber,
    at,
    accepted,
    undeliverable,
    published,
  });
  if (!moved) return drop(deps, slice, 'lost a race');

  const lagMs = published === undefined ? undefined : at.getTime() - Date.parse(published);
  const backlog = backlogOf({ ...stream, acknowledged: to });
  const durationMs = at.getTime() - begunMs;
  const lagsMs = lagsOf(acceptedEvents, at);
  const delivery = { events: accepted, undeliverable, attempts: attempts.made, lagMs, backlog, durationMs, lagsMs };
  const { messageId, pageId } = slice;
  deps.journal({ what: 'delivered', streamId: stream.id, streamName: stream.name, messageId, pageId, delivery });
}

/** The write that deactivated may have taken effect and its answer been lost: told twice is better than never. */
function tellAgain(deps: DeliverDeps, stream: LogStream, slice: QueuedSlice): void {
  const { id, name, status, generation, deactivation } = stream;
  const mayBeUntold = status === 'INACTIVE' && slice.receiveCount > 1 && slice.generation + 1 === generation;
  if (mayBeUntold && deactivation)
    deps.journal({ what: 'deactivated', streamId: id, streamName: name, deactivation });
}

async function rewind(deps: DeliverDeps, stream: LogStream, reason: string): Promise<void> {
  // Whoever was faster has rewound, deactivated or deleted it: the message is stale in every case.
  if (!(await deps.streams.rewind(stream, deps.now()))) return;
  const { id: streamId, name: streamName, generation } = stream;
  deps.journal({ what: 'rewound', streamId, streamName, generation: generation + 1, reason });
}
