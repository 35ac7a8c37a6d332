import type { DropReason } from './journal.ts';
import type { LogStream } from './log-stream.ts';
import type { QueuedSlice } from './slice.ts';

export type Verdict =
  | { readonly kind: 'drop'; readonly reason: DropReason }
  | { readonly kind: 'rewind'; readonly stream: LogStream; readonly reason: string }
  | { readonly kind: 'exhausted'; readonly stream: LogStream }
  | { readonly kind: 'deliver'; readonly stream: LogStream };

/**
 * The chain is the guarantee: a message is delivered only if it starts where `acknowledged` stands. Everything else is
 * stale (the positions cover it), a repetition, or a sign that the queue skipped or repeated something.
 */
export function judge(stream: LogStream | undefined, slice: QueuedSlice, maxReceiveCount: number): Verdict {
  if (!stream) return { kind: 'drop', reason: 'stream deleted' };
  if (stream.status === 'INACTIVE') return { kind: 'drop', reason: 'stream inactive' };
  if (slice.generation !== stream.generation) return { kind: 'drop', reason: 'stale generation' };
  if (!isNext(stream, slice)) {
    if (wasAcknowledged(stream, slice)) return { kind: 'drop', reason: 'already acknowledged' };
    const at = `${slice.from.after ?? 'the start'}, acknowledged stands at ${stream.acknowledged.after ?? 'the start'}`;
    return { kind: 'rewind', stream, reason: `message ${slice.messageId} starts at ${at}` };
  }
  if (slice.receiveCount >= maxReceiveCount) return { kind: 'exhausted', stream };
  return { kind: 'deliver', stream };
}

/**
 * Within one generation of one stream the last event and the count name a place; cursors do not, as a restart from a
 * refused one shows, and neither does the last event alone, should a uuid ever come twice.
 */
const isNext = ({ acknowledged }: LogStream, { from }: QueuedSlice): boolean =>
  from.after === acknowledged.after && from.count === acknowledged.count;

/** SQS: a later message of a group has a greater SequenceNumber; up to 128 bits, so no JavaScript number. */
const wasAcknowledged = (stream: LogStream, slice: QueuedSlice): boolean =>
  stream.acknowledgedSequence !== undefined && BigInt(slice.sequenceNumber) <= BigInt(stream.acknowledgedSequence);
