import type { DeliverDeps } from './deliver.ts';
import type { DropReason } from './journal.ts';
import { lifecycleEvent, SYSTEM } from './lifecycle-event.ts';
import type { Deactivation, LogStream } from './log-stream.ts';
import type { Position } from './position.ts';
import type { Receipted } from './slice.ts';

/** The stream becomes INACTIVE and is rewound to `acknowledged`, unless somebody else changed it meanwhile. */
export async function deactivateAfter(
  deps: DeliverDeps,
  stream: LogStream,
  message: Receipted,
  deactivation: Deactivation,
  acknowledged: Position,
): Promise<void> {
  const at = new Date(deactivation.at);
  const reason = deactivation.message;
  const event = lifecycleEvent('deactivate', stream, { caller: SYSTEM, at, uuid: deps.uuid(), reason });
  const isWritten =
    (await deps.streams.deactivate(stream, deactivation, acknowledged, event)) ||
    // The SDK repeats a write whose answer was lost, and then finds its own.
    isSame((await deps.streams.get(stream.id))?.deactivation, deactivation);
  if (!isWritten) return drop(deps, message, 'lost a race');
  deps.journal({ what: 'deactivated', streamId: stream.id, streamName: stream.name, deactivation });
}

/**
 * Comes back and back because our own infrastructure fails at it: an admin must look, and the stream must not stick.
 */
export function giveUp(deps: DeliverDeps, stream: LogStream, message: Receipted): Promise<void> {
  const text = `message ${message.messageId} was handed out ${message.receiveCount} times without an outcome`;
  const deactivation = { code: 'INTERNAL', message: text, at: deps.now().toISOString(), attempts: 0 } as const;
  return deactivateAfter(deps, stream, message, deactivation, stream.acknowledged);
}

export function drop(
  deps: DeliverDeps,
  message: Receipted & { readonly events?: readonly unknown[] },
  reason: DropReason,
  streamName?: string,
): void {
  const { streamId, messageId, events = [] } = message;
  deps.journal({ what: 'message dropped', streamId, streamName, messageId, events: events.length, reason });
}

const isSame = (stored: Deactivation | undefined, { at, message }: Deactivation): boolean =>
  stored?.at === at && stored.message === message;
