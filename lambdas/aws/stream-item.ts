import type { LogStream } from '../core/log-stream.ts';

/**
 * One table, several kinds of items: `pk` is the org, `sk` the kind and id. The streams and the polling state of an org
 * share a partition, so one strongly consistent Query lists them.
 */
export interface StreamKey {
  readonly pk: string;
  readonly sk: string;
}

const STREAM_PREFIX = 'stream#';
export const POLLING_SK = 'polling';
/** Sorts before the streams; what it says of their names is read first. */
export const RESERVATIONS_SK = 'reservations';

export const orgPk = (orgUrl: URL): string => `org#${orgUrl.hostname}`;

export const streamKey = (pk: string, id: string): StreamKey => ({ pk, sk: `${STREAM_PREFIX}${id}` });

/**
 * DynamoDB: a sort key has at most 1,024 bytes. Whoever looks for a longer one is not told that there is none: it
 * fails.
 */
const MAX_SK_BYTES = 1_024;

export const isKey = ({ sk }: StreamKey): boolean => Buffer.byteLength(sk) <= MAX_SK_BYTES;

export const isStreamItem = (item: Readonly<Record<string, unknown>>): boolean =>
  String(item['sk']).startsWith(STREAM_PREFIX);

export const toItem = (pk: string, stream: LogStream): StreamKey & LogStream => ({
  ...stream,
  ...streamKey(pk, stream.id),
});

/** Where an org's lifecycle events are: apart from its streams, which every tick lists. */
export const lifecyclePk = (pk: string): string => `${pk}#lifecycle`;

/** A deleted stream stays until its events are announced and its token is removed. */
export const isDeleted = (item: Readonly<Record<string, unknown>>): boolean => item['deletedAt'] !== undefined;

/**
 * Only this program writes the table, so the shape is trusted; the other attributes are the table's, not the stream's.
 */
export function fromItem(item: Readonly<Record<string, unknown>>): LogStream {
  const { pk: _pk, sk: _sk, deletedAt: _deletedAt, ...stream } = item;
  return stream as unknown as LogStream;
}
