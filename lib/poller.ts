import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { PollEnv } from '../lambdas/runtime/config.ts';
import type { EventQueue } from './event-queue.ts';
import type { LifecycleQueue } from './lifecycle-queue.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';
import type { OktaCredentials } from './okta-credentials.ts';
import { PollMetrics } from './poll-metrics.ts';
import { PollSchedule } from './poll-schedule.ts';
import type { StreamTable } from './stream-table.ts';
import type { UndeliverableBucket } from './undeliverable-bucket.ts';

export interface PollerProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** What the poller authenticates with. */
  readonly credentials: OktaCredentials;

  /** Time between two polls. */
  readonly interval: Duration;

  /** Part of Okta's rate limit that polling may use, 0 to 1. */
  readonly rateLimitShare: number;

  /** Events read and not yet delivered at which reading stops for a stream. */
  readonly backlogLimitEvents: number;

  /** Where the streams and their positions are. */
  readonly streams: StreamTable;

  /** Where slices go. */
  readonly events: EventQueue;

  /** What is nudged while a lifecycle event waits to be announced. */
  readonly lifecycleQueue: LifecycleQueue;

  /** Where an event goes that fits no message. */
  readonly undeliverable: UndeliverableBucket;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;

  /** Whether to reserve a concurrency of one. */
  readonly reservedConcurrency: boolean;
}

/** Reads the System Log and puts it on the event queue. */
export class Poller extends Construct {
  readonly function: NodejsFunction;
  readonly schedule: PollSchedule;
  readonly metrics: PollMetrics;

  constructor(scope: Construct, id: string, props: PollerProps) {
    super(scope, id);

    const timeout = Duration.minutes(2);
    const environment = {
      OKTA_ORG_URL: props.orgUrl,
      OKTA_CREDENTIALS_SECRET_ID: props.credentials.secretName,
      OKTA_RATE_LIMIT_SHARE: String(props.rateLimitShare),
      STREAM_TABLE: props.streams.table.tableName,
      EVENT_QUEUE_URL: props.events.queue.queueUrl,
      UNDELIVERABLE_BUCKET: props.undeliverable.bucket.bucketName,
      BACKLOG_LIMIT_EVENTS: String(props.backlogLimitEvents),
      LIFECYCLE_QUEUE_URL: props.lifecycleQueue.queue.queueUrl,
    } satisfies PollEnv;

    const poll = new NodeFunction(this, 'Poll', {
      entry: 'poll.handler.ts',
      description: `Reads the System Log of ${props.orgUrl}`,
      environment,
      timeout,
      logs: props.logs,
      // Correct without it: two polls at once can only waste a request of Okta's rate limit.
      reservedConcurrency: props.reservedConcurrency ? 1 : undefined,
    });
    props.credentials.grantRead(poll);
    props.streams.grantPoll(poll);
    props.events.grantSend(poll);
    props.lifecycleQueue.grantNudge(poll);
    props.undeliverable.grantSetAside(poll);

    this.function = poll.function;
    this.metrics = new PollMetrics(props.orgUrl);
    this.schedule = new PollSchedule(this, 'Schedule', {
      poll,
      pollTimeout: timeout,
      interval: props.interval,
    });
  }
}
