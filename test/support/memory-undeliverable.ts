import type { UndeliverableStore } from '../../lambdas/core/ports.ts';

export interface SetAside {
  readonly streamId: string;
  readonly eventId: string;
  readonly text: string;
  readonly reason: string;
}

/** Events set aside, one for each stream and event. */
export function memoryUndeliverable(): UndeliverableStore & { kept(streamId: string): SetAside[] } {
  const byKey = new Map<string, SetAside>();

  return {
    async setAside(stream, event, reason) {
      const kept = { streamId: stream.id, eventId: event.id, text: event.json.toString(), reason };
      byKey.set(JSON.stringify([stream.id, event.id]), kept);
    },
    kept: (streamId) => [...byKey.values()].filter((kept) => kept.streamId === streamId),
  };
}
