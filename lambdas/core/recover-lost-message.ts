import type { Journal } from './journal.ts';
import type { Clock, StreamStore } from './ports.ts';

/**
 * A message that can never be delivered, because it cannot be read or the deliverer never finished with it. Its events
 * are still covered by the stream's positions: the stream is rewound and reads them again.
 */
export async function recoverLostMessage(
  deps: { readonly streams: StreamStore; readonly journal: Journal; readonly now: Clock },
  message: { readonly id: string; readonly streamId: string; readonly generation: number | undefined },
  reason: string,
): Promise<void> {
  const stream = await deps.streams.get(message.streamId);
  if (stream?.status !== 'ACTIVE') return;
  // One of an older generation is stale; one too damaged to tell may have been of this generation.
  if (message.generation !== undefined && message.generation !== stream.generation) return;
  if (!(await deps.streams.rewind(stream, deps.now()))) return;
  const { id: streamId, name: streamName, generation } = stream;
  deps.journal({
    what: 'rewound',
    streamId,
    streamName,
    generation: generation + 1,
    reason: `message ${message.id} ${reason}`,
  });
}
