import type { AttemptFailure, RateWindow } from './ports.ts';
import type { Deactivation, PossibleGap } from './log-stream.ts';
import type { ErrorCode } from './errors.ts';
import type { Verification } from './verify-stream.ts';

/**
 * What happened, for logs and metrics: a closed list, so that nothing is counted under two names. No event bodies, no
 * secrets.
 */
export type Entry =
  | {
      readonly what: 'page read';
      readonly pageId: string;
      readonly events: number;
      readonly streams: number;
      readonly isFull: boolean;
      readonly ms: number;
    }
  | {
      readonly what: 'slices queued';
      readonly pageId: string;
      readonly streamId: string;
      readonly events: number;
      readonly slices: number;
    }
  | TickEntry
  | { readonly what: 'read failed'; readonly code: ErrorCode; readonly message: string; readonly streamIds: string[] }
  | { readonly what: 'polling held'; readonly until: string; readonly message: string }
  | { readonly what: 'backpressure'; readonly streamId: string; readonly backlog: number }
  | { readonly what: 'read lost a race'; readonly streamId: string }
  | ({ readonly what: 'possible gap'; readonly gap: PossibleGap } & OfStream)
  | { readonly what: 'queueing failed'; readonly streamId: string; readonly message: string }
  | ({ readonly what: 'delivered'; readonly delivery: Delivery } & OfMessage)
  | ({ readonly what: 'attempt failed'; readonly attempt: number; readonly failure: AttemptFailure } & OfMessage)
  | ({ readonly what: 'set aside'; readonly eventId: string; readonly reason: string } & OfStream)
  | {
      readonly what: 'request answered';
      readonly method: string;
      /** The route's own, with its parameters unnamed; what a client made up is not logged. */
      readonly route: string | undefined;
      readonly status: number;
      readonly caller: string;
      readonly errorCode?: string | undefined;
    }
  | { readonly what: 'request failed'; readonly code: ErrorCode | 'UNEXPECTED'; readonly message: string }
  | { readonly what: 'created'; readonly streamId: string }
  | { readonly what: 'replaced'; readonly streamId: string }
  | { readonly what: 'deleted'; readonly streamId: string }
  | { readonly what: 'announced'; readonly streamId: string; readonly eventId: string; readonly streams: number }
  | { readonly what: 'announcement failed'; readonly streamId?: string | undefined; readonly message: string }
  | { readonly what: 'lifecycle event delivered'; readonly streamId: string; readonly eventId: string }
  | { readonly what: 'event hook called'; readonly eventId: string; readonly requests: number }
  | { readonly what: 'event hook failed'; readonly eventId: string; readonly message: string }
  | { readonly what: 'verified'; readonly streamId: string; readonly failure?: Verification['failure'] }
  | { readonly what: 'activated'; readonly streamId: string; readonly generation: number }
  | ({ readonly what: 'deactivated'; readonly deactivation: Deactivation } & OfStream)
  | ({ readonly what: 'rewound'; readonly generation: number; readonly reason: string } & OfStream)
  | { readonly what: 'dead letter'; readonly streamId: string; readonly messageId: string }
  | ({
      readonly what: 'message dropped';
      readonly messageId: string;
      readonly events: number;
      readonly reason: DropReason;
    } & OfStream)
  | {
      readonly what: 'delivery interrupted';
      readonly streamId: string;
      readonly messageId: string;
      readonly message: string;
    };

/** A stream by its id, and by its name where that is known: metrics are read by people. */
export interface OfStream {
  readonly streamId: string;
  readonly streamName?: string | undefined;
}

/** The message that something happened to, and the reading of the page that it is of. */
interface OfMessage extends OfStream {
  readonly messageId: string;
  readonly pageId?: string | undefined;
}

/** How things stand after a tick; for metrics, not for the log. */
export interface TickEntry {
  readonly what: 'tick';
  /** To Okta, in this tick, and those of them that were answered with 429. */
  readonly requests: number;
  readonly rateLimited: number;
  readonly window?: RateWindow | undefined;
  /**
   * Until reading has: 0 when every stream has read to the end of the log, whatever waits for delivery; undefined when
   * none that has not comes nearer.
   */
  readonly secondsUntilCaughtUp?: number | undefined;
  readonly streams: readonly StreamState[];
}

export interface StreamState {
  readonly streamId: string;
  readonly streamName: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  /** INACTIVE, and not by an admin's wish. */
  readonly isDown: boolean;
  readonly backlog: number;
  /** Of an ACTIVE stream. */
  readonly oldestUndeliveredSeconds?: number | undefined;
  readonly cursorAgeSeconds?: number | undefined;
}

export interface Delivery {
  readonly events: number;
  readonly undeliverable: number;
  readonly attempts: number;
  /** now − `published` of the newest event delivered; undefined when none tells its time. */
  readonly lagMs?: number | undefined;
  readonly backlog: number;
  /** From taking the message up to acknowledging it. */
  readonly durationMs: number;
  /** now − `published` of each event that the target accepted: for metrics, not for the log. */
  readonly lagsMs: readonly number[];
}

/** Why a message may be forgotten: the positions cover its events, or they were delivered already. */
export type DropReason =
  'stream deleted' | 'stream inactive' | 'stale generation' | 'already acknowledged' | 'lost a race';

export type Journal = (entry: Entry) => void;
