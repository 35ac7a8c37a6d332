import { attemptTwice } from './attempt-twice.ts';
import type { DeliverDeps } from './deliver.ts';
import { deactivateAfter, drop, giveUp } from './failed-delivery.ts';
import type { LogStream } from './log-stream.ts';
import type { QueuedLifecycle } from './slice.ts';

/**
 * Delivers what happened to another stream. Such a message has no positions: no rewind makes it stale and it moves
 * none. A failed delivery counts like any other, and the event is then not tried again at this target; it stays in the
 * lifecycle log.
 */
export async function deliverLifecycle(deps: DeliverDeps, message: QueuedLifecycle, deadline: Date): Promise<void> {
  const stream = await deps.streams.get(message.streamId);
  if (!stream) return drop(deps, message, 'stream deleted');
  if (stream.status === 'INACTIVE') return drop(deps, message, 'stream inactive');
  if (wasDelivered(stream, message)) return drop(deps, message, 'already acknowledged');
  if (message.receiveCount >= deps.maxReceiveCount) return giveUp(deps, stream, message);

  const { messageId } = message;
  const attempts = await attemptTwice(deps, stream, { messageId, events: [message.lifecycle] }, deadline);
  if (attempts.isStale) return drop(deps, message, 'lost a race', stream.name);
  const at = deps.now();
  if (attempts.failed) {
    const deactivation = { ...attempts.failed.failure, at: at.toISOString(), attempts: attempts.made };
    return deactivateAfter(deps, stream, message, deactivation, stream.acknowledged);
  }

  const undeliverable = attempts.undeliverable.length;
  const { sequenceNumber } = message;
  // Whether it lost a race or not, the target has it; at worst it is handed out and sent again.
  await deps.streams.acknowledge(stream, {
    to: stream.acknowledged,
    sequenceNumber,
    at,
    accepted: 1 - undeliverable,
    undeliverable,
  });
  deps.journal({ what: 'lifecycle event delivered', streamId: stream.id, eventId: message.lifecycle.id });
}

/** Only of one that is handed out again: a queue that was replaced begins with lower numbers. */
const wasDelivered = ({ acknowledgedSequence }: LogStream, message: QueuedLifecycle): boolean =>
  message.receiveCount > 1 &&
  acknowledgedSequence !== undefined &&
  BigInt(message.sequenceNumber) <= BigInt(acknowledgedSequence);
