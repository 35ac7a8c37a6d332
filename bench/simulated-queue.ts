import type { EventQueue, PackedEvents } from '../lambdas/core/ports.ts';
import type { QueuedSlice } from '../lambdas/core/slice.ts';

export interface SentSlice {
  readonly message: QueuedSlice;
  readonly sentMs: number;
}

/** The queue of one stream, in which nothing is packed and nothing goes wrong. */
export interface SimulatedQueue extends EventQueue {
  first(): SentSlice | undefined;
  removeFirst(): void;
}

const NOTHING = '' as PackedEvents;

export function simulatedQueue(clock: { readonly ms: number }): SimulatedQueue {
  const sent: SentSlice[] = [];
  let sequence = 0;

  return {
    nothing: NOTHING,
    pack: () => NOTHING,
    async send(slice, events) {
      sequence += 1;
      const ids = { messageId: `message-${sequence}`, sequenceNumber: String(sequence), receiveCount: 1 };
      sent.push({ message: { ...slice, ...ids, events }, sentMs: clock.ms });
    },
    sendLifecycle: () => Promise.reject(new Error('nothing happens to the one stream here')),
    first: () => sent[0],
    removeFirst: () => void sent.shift(),
  };
}
