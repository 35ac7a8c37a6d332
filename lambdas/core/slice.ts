import type { LogEvent } from './log-event.ts';
import type { Cursor, Position } from './position.ts';

/** A run of events of one page, in order: what one queue message carries and one delivery hands to the target. */
export interface Slice {
  readonly streamId: string;
  readonly generation: number;
  /** The chain: a slice is delivered only if it starts where `acknowledged` stands, which then moves to `to`. */
  readonly from: Position;
  readonly to: Position;
  /** The link behind which the events were found; where a position among them is read from again. */
  readonly page: Cursor;
  /** Tells one reading of a page from another, in the logs. */
  readonly pageId?: string | undefined;
  readonly events: readonly LogEvent[];
}

/** What the queue says of a message that it hands out. */
export interface Receipted {
  readonly streamId: string;
  readonly messageId: string;
  /** Rises within a stream; a redelivered message keeps its own. Decimal, up to 128 bits. */
  readonly sequenceNumber: string;
  /** How often it was handed out, this time included. */
  readonly receiveCount: number;
}

/** A slice as the queue hands it out. */
export interface QueuedSlice extends Slice, Receipted {}

/** A lifecycle event of another stream, on its way to this one. */
export interface QueuedLifecycle extends Receipted {
  readonly lifecycle: LogEvent;
}

export type QueuedMessage = QueuedSlice | QueuedLifecycle;

/**
 * About three HEC bodies of 900 KB or 125 PutEvents requests of 2 KB events: one attempt still fits its time
 * limit, and Okta's JSON packs into one queue message.
 */
export const MAX_SLICE_BYTES = 2_600_000;

/** What an event adds at a target or in a message besides its own text: envelope, uuid, published. */
const OVERHEAD_PER_EVENT_BYTES = 300;

/** Cuts events into runs of at most `maxBytes`, an event larger than that alone; order and content unchanged. */
export function cutIntoRuns(events: readonly LogEvent[], maxBytes = MAX_SLICE_BYTES): LogEvent[][] {
  const runs: LogEvent[][] = [];
  let run: LogEvent[] = [];
  let runBytes = 0;

  for (const event of events) {
    const bytes = event.json.length + OVERHEAD_PER_EVENT_BYTES;
    if (run.length > 0 && runBytes + bytes > maxBytes) {
      runs.push(run);
      run = [];
      runBytes = 0;
    }
    run.push(event);
    runBytes += bytes;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
