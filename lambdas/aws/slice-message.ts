import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { LogStreamingError } from '../core/errors.ts';
import type { LogEvent } from '../core/log-event.ts';
import type { PackedEvents } from '../core/ports.ts';
import type { Cursor, Position } from '../core/position.ts';
import type { Slice } from '../core/slice.ts';

/**
 * The body of a queue message: the slice's positions as JSON, and in `packed` its events, compressed and in base64.
 * Okta's JSON packs to about a seventh of its size in base64, so a page of 1,000 events is usually one message; and
 * base64 keeps characters that are legal in JSON from a queue that takes only those legal in XML.
 */
export interface SliceMessage {
  readonly v: 1;
  readonly streamId: string;
  readonly generation: number;
  readonly from: Position;
  readonly to: Position;
  readonly page: Cursor;
  readonly pageId?: string | undefined;
  readonly packed: PackedEvents;
}

/**
 * The body of a message with a lifecycle event of another stream. It carries no position and no generation: no rewind
 * makes it stale.
 */
export interface LifecycleMessage {
  readonly v: 1;
  readonly streamId: string;
  readonly lifecycle: PackedEvents;
}

/** What a message holds: a slice, or a lifecycle event. */
export type MessageContent = Slice | { readonly streamId: string; readonly lifecycle: LogEvent };

/** id, published and length in bytes of each event; their JSON follows, one after another. */
type Index = readonly (readonly [id: string, published: string | null, bytes: number])[];

/** Measured: a third of the time of gzip's fastest level, and a smaller result. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** The index as JSON and then a line feed, which JSON.stringify never writes, before the events. */
const INDEX_END = 0x0a;

export function packEvents(events: readonly LogEvent[]): PackedEvents {
  const index: Index = events.map(({ id, published, json }) => [id, published ?? null, json.length]);
  const parts = [Buffer.from(`${JSON.stringify(index)}\n`), ...events.map(({ json }) => json)];
  return brotliCompressSync(Buffer.concat(parts), BROTLI).toString('base64') as PackedEvents;
}

export function unpackEvents(packed: PackedEvents): LogEvent[] {
  const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'));
  let start = bytes.indexOf(INDEX_END);
  const index = JSON.parse(bytes.toString('utf8', 0, start)) as Index;
  start += 1;
  const events = index.map(([id, published, length]) => {
    if (typeof id !== 'string' || !(length >= 0)) throw new TypeError('no entry of an index');
    const json = bytes.subarray(start, start + length);
    start += length;
    return { id, published: published ?? undefined, json };
  });
  // Brotli has no checksum: an event must not be cut off without a word.
  if (start !== bytes.length) throw new RangeError(`${bytes.length} bytes, and an index of ${start}`);
  return events;
}

/** SQS takes the characters of XML 1.0; these are the only others that JSON.stringify leaves as they are. */
const NOT_XML = /[\ufffe\uffff]/g;

/** An id in a position may have any character. */
export const sliceMessage = (slice: Omit<Slice, 'events'>, packed: PackedEvents): string =>
  JSON.stringify({ v: 1, ...slice, packed } satisfies SliceMessage).replaceAll(
    NOT_XML,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/** What a message says of itself, also one whose events cannot be read. */
export interface MessageHead {
  /** Undefined when it says none. */
  readonly generation: number | undefined;
  readonly isLifecycle: boolean;
}

export function headOf(body: string): MessageHead {
  try {
    const { generation, lifecycle } = JSON.parse(body) as Partial<SliceMessage & LifecycleMessage>;
    return {
      generation: typeof generation === 'number' ? generation : undefined,
      isLifecycle: lifecycle !== undefined,
    };
  } catch {
    return { generation: undefined, isLifecycle: false };
  }
}

export const lifecycleMessage = (streamId: string, event: LogEvent): string =>
  JSON.stringify({ v: 1, streamId, lifecycle: packEvents([event]) } satisfies LifecycleMessage);

/** Fails with QUEUE_MESSAGE_INVALID on what `sliceMessage` and `lifecycleMessage` did not write. */
export function parseMessage(body: string): MessageContent {
  try {
    const message = JSON.parse(body) as SliceMessage | LifecycleMessage;
    if (message.v !== 1) throw new TypeError(`version ${JSON.stringify(message.v)}, not 1`);
    if (typeof message.streamId !== 'string') throw new TypeError('no stream');
    if ('lifecycle' in message) {
      const [lifecycle] = unpackEvents(message.lifecycle);
      if (!lifecycle) throw new RangeError('no event');
      return { streamId: message.streamId, lifecycle };
    }
    const { v: _version, packed, ...slice } = message;
    if (!isSlice(slice)) throw new TypeError('no slice');
    return { ...slice, events: unpackEvents(packed) };
  } catch {
    // Without the cause: V8 quotes what it cannot parse, and that may be part of an event.
    throw new LogStreamingError('QUEUE_MESSAGE_INVALID', `the message is no slice of version 1`);
  }
}

const isSlice = ({ generation, from, to, page }: Omit<Slice, 'events'>): boolean =>
  Number.isSafeInteger(generation) && isPosition(from) && isPosition(to) && typeof page === 'string';

const isPosition = ({ cursor, after, midPage, count }: Position): boolean =>
  typeof cursor === 'string' &&
  (after === undefined || typeof after === 'string') &&
  typeof midPage === 'boolean' &&
  typeof count === 'number';
