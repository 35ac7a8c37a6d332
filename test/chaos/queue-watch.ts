import { parseMessage } from '../../lambdas/aws/slice-message.ts';
import type { Reread } from './explain.ts';

/** What the messages of one stream tell of how its events were read. */
export interface SeenSlices {
  /** Where the slice begins in which an event was sent, by its uuid; of several, the one that reaches back most. */
  readonly starts: ReadonlyMap<string, string>;
  readonly rereads: readonly Reread[];
}

export interface QueueWatch {
  /** Every request to the queue, also one whose answer is lost. */
  observe(body: Buffer): void;
  slicesOf(streamId: string): SeenSlices;
}

/** `orderOf`: an event's place in the org, by its uuid. */
export function queueWatch(orderOf: (uuid: string) => number | undefined, now: () => number): QueueWatch {
  const streams = new Map<string, { starts: Map<string, string>; rereads: (Reread & { count: number })[] }>();
  const place = (uuid: string): number => orderOf(uuid) ?? Number.POSITIVE_INFINITY;
  const seenOf = (streamId: string) => {
    const seen = streams.get(streamId) ?? { starts: new Map<string, string>(), rereads: [] };
    streams.set(streamId, seen);
    return seen;
  };

  return {
    observe(body) {
      const { MessageBody } = JSON.parse(body.toString()) as { readonly MessageBody?: string };
      if (MessageBody === undefined) return;
      const message = parseMessage(MessageBody);
      const [first] = 'lifecycle' in message ? [] : message.events;
      if ('lifecycle' in message || !first) return;
      const { starts, rereads } = seenOf(message.streamId);
      for (const { id } of message.events)
        if (place(first.id) < place(starts.get(id) ?? '')) starts.set(id, first.id);

      const { after, count } = message.from;
      const isAtStart = new URL(message.page).searchParams.has('since');
      if (after === undefined || !isAtStart || place(first.id) > place(after)) return;
      const reread = { fromOrder: place(first.id), toOrder: place(after), count };
      // The poller may have died behind the send, and sends it again; read once more, it would come behind more events.
      const isKnown = rereads.some(
        (each) =>
          each.fromOrder === reread.fromOrder && each.toOrder === reread.toOrder && each.count === reread.count,
      );
      if (!isKnown) rereads.push({ ...reread, atMs: now() });
    },
    slicesOf: seenOf,
  };
}
