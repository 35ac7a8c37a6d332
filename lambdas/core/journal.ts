import type { AttemptFailure } from './ports.ts';
import type { Deactivation, PossibleGap } from './log-stream.ts';
import type { ErrorCode } from './errors.ts';
import type { Verification } from './verify-stream.ts';

/** What happened, for logs and metrics: a closed list, so that nothing is counted under two names. No event bodies, no secrets. */
export type Entry =
  | { readonly what: 'page read'; readonly events: number; readonly streams: number; readonly isFull: boolean }
  | { readonly what: 'slices queued'; readonly streamId: string; readonly events: number; readonly slices: number }
  | { readonly what: 'read failed'; readonly code: ErrorCode; readonly message: string; readonly streamIds: string[] }
  | { readonly what: 'polling held'; readonly until: string; readonly message: string }
  | { readonly what: 'backpressure'; readonly streamId: string; readonly backlog: number }
  | { readonly what: 'read lost a race'; readonly streamId: string }
  | { readonly what: 'possible gap'; readonly streamId: string; readonly gap: PossibleGap }
  | { readonly what: 'queueing failed'; readonly streamId: string; readonly message: string }
  | { readonly what: 'delivered'; readonly streamId: string; readonly delivery: Delivery }
  | {
      readonly what: 'attempt failed';
      readonly streamId: string;
      readonly attempt: number;
      readonly failure: AttemptFailure;
    }
  | { readonly what: 'set aside'; readonly streamId: string; readonly eventId: string; readonly reason: string }
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
  | { readonly what: 'verified'; readonly streamId: string; readonly failure?: Verification['failure'] }
  | { readonly what: 'activated'; readonly streamId: string; readonly generation: number }
  | { readonly what: 'deactivated'; readonly streamId: string; readonly deactivation: Deactivation }
  | { readonly what: 'rewound'; readonly streamId: string; readonly generation: number; readonly reason: string }
  | {
      readonly what: 'message dropped';
      readonly streamId: string;
      readonly messageId: string;
      readonly reason: DropReason;
    }
  | {
      readonly what: 'delivery interrupted';
      readonly streamId: string;
      readonly messageId: string;
      readonly message: string;
    };

export interface Delivery {
  readonly events: number;
  readonly undeliverable: number;
  readonly attempts: number;
  /** now − `published` of the newest event delivered; undefined when none tells its time. */
  readonly lagMs?: number | undefined;
  readonly backlog: number;
}

/** Why a message may be forgotten: the positions cover its events, or they were delivered already. */
export type DropReason =
  'stream deleted' | 'stream inactive' | 'stale generation' | 'already acknowledged' | 'lost a race';

export type Journal = (entry: Entry) => void;
