import type { LifecycleEvent } from './lifecycle-event.ts';
import { type Position, startAt, type Cursor } from './position.ts';

/** Okta's own names and values; see the Log Streaming Management API. */
export interface EventBridgeSettings {
  readonly accountId: string;
  readonly eventSourceName: string;
  readonly region: string;
}

export type SplunkEdition = 'aws' | 'aws_govcloud' | 'gcp';

/** The HEC token is write-only: it lives in Secrets Manager under the stream's id, never here. */
export interface SplunkSettings {
  readonly edition: SplunkEdition;
  readonly host: string;
}

/** `type` decides `settings`. A third target is one more member, and then a list of compile errors. */
export type StreamTarget =
  | { readonly type: 'aws_eventbridge'; readonly settings: EventBridgeSettings }
  | { readonly type: 'splunk_cloud_logstreaming'; readonly settings: SplunkSettings };

export type StreamType = StreamTarget['type'];

/** Why a stream stopped: stable code, sentence, and the attempts that were made on the message that failed. */
export interface Deactivation {
  readonly code: DeactivationCode;
  readonly message: string;
  readonly at: string;
  readonly attempts: number;
}

export type DeactivationCode =
  'ADMIN' | 'INTERNAL' | 'TARGET_CONFIGURATION' | 'TARGET_REJECTED' | 'TARGET_TIMEOUT' | 'TARGET_UNAVAILABLE';

/** Events may be missing here: Okta no longer knew the cursor, and reading began again at `restartedFrom`. */
export interface PossibleGap {
  readonly at: string;
  readonly restartedFrom: string;
  readonly reason: string;
}

/** What the target took, ever; duplicates that we sent on purpose after a rewind count again. */
export interface Delivered {
  readonly events: number;
  readonly undeliverable: number;
  /** The newest `published` that was delivered, and when. */
  readonly published?: string | undefined;
  readonly at?: string | undefined;
}

export type LogStream = StreamTarget & {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly created: string;
  readonly lastUpdated: string;
  readonly deactivation?: Deactivation | undefined;
  readonly possibleGap?: PossibleGap | undefined;
  readonly delivered: Delivered;
  /** Where the next read starts; the poller's. */
  readonly read: Position;
  /** Up to here every event was accepted by the target or set aside; the deliverer's. */
  readonly acknowledged: Position;
  /** +1 with every rewind; a message of another generation is stale. */
  readonly generation: number;
  /** SQS SequenceNumber of the last message acknowledged: what is not above it was handed out again. */
  readonly acknowledgedSequence?: string | undefined;
  /** When `read` or `acknowledged` last moved. */
  readonly movedAt: string;
  /** When the first event of the backlog there is was published; of no meaning without one. */
  readonly backlogSince?: string | undefined;
  /** +1 with every change of name or settings. Absent before the first. */
  readonly revision?: number | undefined;
  /** What happened to the stream and was not announced yet, oldest first. */
  readonly outbox?: readonly LifecycleEvent[] | undefined;
};

/** A new stream is ACTIVE and starts at its own creation, so nothing between creation and first poll is lost. */
export const newLogStream = (
  target: StreamTarget & { readonly id: string; readonly name: string },
  created: Date,
  start: Cursor,
): LogStream => ({
  ...target,
  status: 'ACTIVE',
  created: created.toISOString(),
  lastUpdated: created.toISOString(),
  delivered: { events: 0, undeliverable: 0 },
  read: startAt(start),
  acknowledged: startAt(start),
  generation: 0,
  movedAt: created.toISOString(),
});

/** Events read and not yet delivered. */
export const backlogOf = (stream: LogStream): number => Math.max(0, stream.read.count - stream.acknowledged.count);
