import type { LifecycleEvent } from './lifecycle-event.ts';
import type { Deactivation, LogStream, PossibleGap, StreamTarget } from './log-stream.ts';
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
  /** What was asked of Okta so far, and what it allows. */
  usage(): RequestUsage;
}

/** Requests to the System Log API since the client was made. */
export interface RequestUsage {
  readonly requests: number;
  /** Those of them that were answered with 429. */
  readonly rateLimited: number;
  /** Okta's rate-limit window, as of the last answer that told of one. */
  readonly window?: RateWindow | undefined;
}

export interface RateWindow {
  /** Requests that Okta allows in the window, to all clients together. */
  readonly limit: number;
  /** What it still has, if Okta told. */
  readonly remaining?: number | undefined;
  /** ISO time of its end, by our own clock. */
  readonly resetAt: string;
  /** Requests that we may make in it, and those that are, or may have been, ours. */
  readonly share: number;
  readonly used: number;
}

/** What the poller remembers from one tick to the next besides the streams. */
export interface PollingState {
  /** Okta must not be called before this moment. */
  readonly holdUntil?: Date | undefined;
  readonly seen?: PollingSeen | undefined;
}

/** How polling went, noted once a minute at most. Times are ISO. */
export interface PollingSeen {
  readonly at: string;
  /** The last tick noted at which every ACTIVE stream had read to the end of the System Log. */
  readonly tailAt?: string | undefined;
  readonly window?: RateWindow | undefined;
}

/** Names that are being given to streams at this moment. */
export interface Reservations {
  /** +1 with every change: two admins cannot both have seen a name free and take it. */
  readonly version: number;
  readonly held: readonly Reservation[];
}

export interface Reservation {
  readonly streamId: string;
  readonly name: string;
  readonly eventSourceName?: string | undefined;
  readonly at: string;
}

export interface Loaded {
  readonly streams: readonly LogStream[];
  /**
   * Streams that were deleted and of which something is left to do: their events to announce, their token to remove.
   */
  readonly deleted: readonly LogStream[];
  readonly polling: PollingState;
  readonly reservations: Reservations;
}

/**
 * Streams and their positions. Every write is one conditional write to one item; false means it found another state.
 * The event that tells a change is written with it, into the stream's outbox: neither is ever there without the other,
 * and a write is known to have been made by its event, each of which is made for one write.
 */
export interface StreamStore {
  /** Everything of the org, strongly consistent, though not all of one moment. */
  load(): Promise<Loaded>;
  /** Strongly consistent; read before `load`, what is released here is a stream there. */
  reservations(): Promise<Reservations>;
  /** Undefined for a deleted one too. */
  get(id: string): Promise<LogStream | undefined>;
  /** Fails with STREAM_EXISTS when the id is taken. */
  create(stream: LogStream): Promise<void>;
  /** Another name and other settings, if the stream's `revision` is as in `stream`; positions and status stay. */
  replace(stream: LogStream, by: Replacement): Promise<boolean>;
  /** read := to, if ACTIVE and read and generation are as in `stream`; the backlog's beginning, if one begins. */
  advance(stream: LogStream, to: Position, at: Date, backlogSince?: string): Promise<boolean>;
  /** read := to and the gap is noted; the same condition as `advance`. */
  restart(stream: LogStream, to: Position, gap: PossibleGap, event: LifecycleEvent): Promise<boolean>;
  /** acknowledged := receipt.to, if ACTIVE and acknowledged and generation are as in `stream`. */
  acknowledge(stream: LogStream, receipt: Receipt): Promise<boolean>;
  /** read := acknowledged and generation + 1, if the generation is as in `stream`. */
  rewind(stream: LogStream, at: Date): Promise<boolean>;
  /** INACTIVE, acknowledged := read := `acknowledged`, generation + 1; the same condition as `acknowledge`. */
  deactivate(
    stream: LogStream,
    deactivation: Deactivation,
    acknowledged: Position,
    event: LifecycleEvent,
  ): Promise<boolean>;
  /** ACTIVE, read := acknowledged, generation + 1, if INACTIVE and the generation is as in `stream`. */
  activate(stream: LogStream, activation: Activation): Promise<boolean>;
  /** Gone for everyone but `load().deleted`, generation + 1, if INACTIVE and the generation is as in `stream`. */
  remove(stream: LogStream, at: Date, event: LifecycleEvent): Promise<boolean>;
  /** Takes the event off the stream's outbox, if it is the first there. */
  announced(stream: LogStream, event: LifecycleEvent): Promise<boolean>;
  /** Forgets a deleted stream whose outbox is empty. */
  purge(stream: LogStream): Promise<boolean>;
  /** Holds these and no others, if nothing changed since `seen`. */
  reserve(seen: Reservations, held: readonly Reservation[]): Promise<boolean>;
  holdPolling(until: Date): Promise<void>;
  notePolling(seen: PollingSeen): Promise<void>;
}

export interface Replacement {
  readonly name: string;
  readonly target: StreamTarget;
  readonly at: Date;
  readonly event: LifecycleEvent;
}

export interface Activation {
  readonly at: Date;
  /** Where both positions are set; absent, reading resumes where `acknowledged` stands. */
  readonly start?: Position | undefined;
  readonly gap?: PossibleGap | undefined;
  readonly event: LifecycleEvent;
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
  /** Sends a lifecycle event to a stream, behind what is queued for it. It has no positions and is part of no chain. */
  sendLifecycle(streamId: string, event: LifecycleEvent): Promise<void>;
}

/** Lifecycle events in the order of their arrival, for as long as Okta keeps log events. */
export interface LifecycleLog {
  has(event: LifecycleEvent): Promise<boolean>;
  /** Adds it at the end, once. An event that was added is never followed by one that a reader finds before it. */
  append(event: LifecycleEvent, at: Date): Promise<void>;
  /** Those behind `sequence`, in order or from the last one backwards; none whose time is over at `now`. */
  read(range: {
    readonly after?: number | undefined;
    readonly order: 'ASCENDING' | 'DESCENDING';
    readonly now: Date;
  }): AsyncIterable<LoggedEvent>;
}

export interface LoggedEvent extends LifecycleEvent {
  /** 1, 2, 3 … without a hole. */
  readonly sequence: number;
  readonly persistedAt: string;
}

/** Where rules react to lifecycle events. */
export interface LifecycleBus {
  put(event: LifecycleEvent): Promise<void>;
}

/** The HEC tokens of Splunk streams. */
export interface TokenStore {
  /** Creates or replaces. */
  put(streamId: string, token: string): Promise<void>;
  /** Also one that is not there. */
  remove(streamId: string): Promise<void>;
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
