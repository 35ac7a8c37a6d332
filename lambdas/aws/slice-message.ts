import { gunzipSync, gzipSync } from 'node:zlib';
import { LogStreamingError } from '../core/errors.ts';
import type { LogEvent } from '../core/log-event.ts';
import type { PackedEvents } from '../core/ports.ts';
import type { Cursor, Position } from '../core/position.ts';
import type { Slice } from '../core/slice.ts';

/**
 * The body of a queue message: the slice's positions as JSON, and in `packed` its events, gzipped and in base64.
 * Okta's JSON packs to about a seventh, so a page of 1,000 events is usually one message; and base64 keeps characters
 * that are legal in JSON from a queue that takes only those legal in XML.
 */
export interface SliceMessage {
  readonly v: 1;
  readonly streamId: string;
  readonly generation: number;
  readonly from: Position;
  readonly to: Position;
  readonly page: Cursor;
  readonly packed: PackedEvents;
}

/** id, published, bytes and length in UTF-16 units of each event, whose texts follow one after another. */
type Index = readonly (readonly [id: string, published: string | null, bytes: number, length: number])[];

/** gzip's fastest level: measured, level 6 costs twice the CPU for a tenth less. */
const GZIP = { level: 1 };

export function packEvents(events: readonly LogEvent[]): PackedEvents {
  const index: Index = events.map(({ id, published, bytes, text }) => [id, published ?? null, bytes, text.length]);
  const text = `${JSON.stringify(index)}\n${events.map((event) => event.text).join('')}`;
  return gzipSync(text, GZIP).toString('base64') as PackedEvents;
}

export function unpackEvents(packed: PackedEvents): LogEvent[] {
  const text = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
  const indexEnd = text.indexOf('\n');
  const index = JSON.parse(text.slice(0, indexEnd)) as Index;
  let start = indexEnd + 1;
  return index.map(([id, published, bytes, length]) => {
    const event = { id, published: published ?? undefined, bytes, text: text.slice(start, start + length) };
    start += length;
    return event;
  });
}

export const sliceMessage = (slice: Omit<Slice, 'events'>, packed: PackedEvents): string =>
  JSON.stringify({ v: 1, ...slice, packed } satisfies SliceMessage);

/** Fails with QUEUE_MESSAGE_INVALID on what `sliceMessage` did not write; such a message ends in the dead-letter queue. */
export function parseSliceMessage(body: string): Slice {
  try {
    const { v, packed, ...slice } = JSON.parse(body) as SliceMessage;
    if (v !== 1) throw new TypeError(`version ${JSON.stringify(v)}, not 1`);
    return { ...slice, events: unpackEvents(packed) };
  } catch (error) {
    throw new LogStreamingError('QUEUE_MESSAGE_INVALID', `the message is no slice of version 1`, { cause: error });
  }
}
