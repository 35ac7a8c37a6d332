import type { Deactivation, LogStream, PossibleGap } from './log-stream.ts';
import type { LogEvent } from './log-event.ts';
import type { Cursor, Page, Position } from './position.ts';
import type { Slice } from './slice.ts';

export type Clock = () => Date;

/** Okta's System Log, read by polling requests. */
export interface SystemLog {
  /** The first cursor of a polling request: everything persisted from `since` on. */
  start(since: Date): Cursor;
  /**
   * Fetches one page. Fails with CURSOR_REFUSED when Okta does not know the cursor, with a RateLimitedError when
   * the window or our share of it is used up (no request is made then), and otherwise with an `OKTA_…` code.
   */
  fetchPage(cursor: Cursor): Promise<Page>;
}

/** What the poller remembers from one tick to the next besides the streams. */
export interface PollingState {
  /** Okta must not be called before this moment. */
  readonly holdUntil?: Date | undefined;
}

/** Streams and their positions. Every write is one conditional write to one item; false means it found another state. */
export interface StreamStore {
  /** Every stream and the polling state, strongly consistent. */
  load(): Promise<{ readonly streams: readonly LogStream[]; readonly polling: PollingState }>;
  get(id: string): Promise<LogStream | undefined>;
  /** Fails with STREAM_EXISTS when the id is taken. */
  create(stream: LogStream): Promise<void>;
  /** read := to, if ACTIVE and read and generation are as in `stream`. */
  advance(stream: LogStream, to: Position, at: Date): Promise<boolean>;
  /** read := to and the gap is noted; the same condition as `advance`. */
  restart(stream: LogStream, to: Position, gap: PossibleGap): Promise<boolean>;
  /** acknowledged := receipt.to, if ACTIVE and acknowledged and generation are as in `stream`. */
  acknowledge(stream: LogStream, receipt: Receipt): Promise<boolean>;
  /** read := acknowledged and generation + 1, if the generation is as in `stream`. */
  rewind(stream: LogStream, at: Date): Promise<boolean>;
  /** INACTIVE, acknowledged := read := `acknowledged`, generation + 1; the same condition as `acknowledge`. */
  deactivate(stream: LogStream, deactivation: Deactivation, acknowledged: Position): Promise<boolean>;
  /** ACTIVE and read := acknowledged, generation + 1, if INACTIVE and the generation is as in `stream`. */
  activate(stream: LogStream, at: Date, gap?: PossibleGap): Promise<boolean>;
  holdPolling(until: Date): Promise<void>;
}

/** What a delivery came to. */
export interface Receipt {
  readonly to: Position;
  readonly sequenceNumber: string;
  readonly at: Date;
  readonly accepted: number;
  readonly undeliverable: number;
  readonly published?: string | undefined;
}

/** Events packed once and sent to any number of streams. */
export type PackedEvents = string & { readonly __brand: 'PackedEvents' };

/** One FIFO queue, one message group per stream. */
export interface EventQueue {
  /** No events, packed: for a message that only moves past what it cannot carry. */
  readonly nothing: PackedEvents;
  /** Undefined when the events do not fit one message. */
  pack(events: readonly LogEvent[]): PackedEvents | undefined;
  /**
   * Sends one slice, whose `packed` holds all of `events` or nothing. One that was sent within the last minutes and
   * covers the same events in the same generation is sent once.
   */
  send(slice: Omit<Slice, 'events'>, events: readonly LogEvent[], packed: PackedEvents): Promise<void>;
}

/** Secrets by id, kept for a few minutes; `fresh` reads again, because a rotated secret looks like a wrong one. */
export interface Secrets {
  read(id: string, options?: { readonly fresh?: boolean }): Promise<string>;
}

/** Where an event goes whole that its target can never take. Setting the same one aside twice keeps one. */
export interface UndeliverableStore {
  setAside(stream: LogStream, event: LogEvent, reason: string): Promise<void>;
}

/** Why an attempt failed, in the words of the target. */
export interface AttemptFailure {
  readonly code: Exclude<Deactivation['code'], 'ADMIN' | 'INTERNAL'>;
  readonly message: string;
}

/**
 * What one attempt came to. Every event is in exactly one of the three: accepted (not listed), `pending`
 * (not accepted, in order; `failure` says why) or `undeliverable` (no attempt can ever succeed).
 */
export interface AttemptResult {
  readonly pending: readonly LogEvent[];
  readonly undeliverable: readonly { readonly event: LogEvent; readonly reason: string }[];
  /** Present exactly when `pending` is not empty. */
  readonly failure?: AttemptFailure | undefined;
}

/** A stream's destination. Its faults are results, not exceptions; an exception is our own infrastructure's fault. */
export interface Target {
  /** Hands the events over, in order, and stops when `signal` aborts: the attempt's time limit. No retries inside. */
  attempt(stream: LogStream, events: readonly LogEvent[], signal: AbortSignal): Promise<AttemptResult>;
}
