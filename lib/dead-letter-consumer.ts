import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { DeadLetterEnv } from '../lambdas/runtime/config.ts';
import type { EventQueue } from './event-queue.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';
import { OrgMetrics } from './org-metrics.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { StreamTable } from './stream-table.ts';

export interface DeadLetterConsumerProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** Where the streams and their positions are. */
  readonly streams: StreamTable;

  /** Whose dead letters they are. */
  readonly events: EventQueue;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;
}

/** How long the handling of a dead letter may take. */
export const DEAD_LETTER_TIMEOUT = Duration.seconds(30);

/** Rewinds the stream of a slice that is out of receives, so that its events are read again. */
export class DeadLetterConsumer extends Construct {
  readonly function: NodejsFunction;
  readonly consumer: QueueConsumer;
  private readonly metrics: OrgMetrics;

  constructor(scope: Construct, id: string, props: DeadLetterConsumerProps) {
    super(scope, id);

    const environment = {
      OKTA_ORG_URL: props.orgUrl,
      STREAM_TABLE: props.streams.table.tableName,
    } satisfies DeadLetterEnv;

    const rewind = new NodeFunction(this, 'DeadLetter', {
      entry: 'dead-letter.handler.ts',
      description: `Rewinds streams of ${props.orgUrl} whose messages could not be handled`,
      environment,
      timeout: DEAD_LETTER_TIMEOUT,
      logs: props.logs,
    });
    props.streams.grantDeliver(rewind);

    this.consumer = new QueueConsumer(this, 'DeadLetters', {
      queue: props.events.deadLetterQueue,
      consumer: rewind,
      // One that fails brings no other back.
      batchSize: 1,
    });
    this.function = rewind.function;
    this.metrics = new OrgMetrics(props.orgUrl);
  }

  /** Those that were taken. */
  metricDeadLetters(): Metric {
    return this.metrics.ofOrg('DeadLetters', Stats.SUM);
  }

  /** Those that could not be taken, each time that it was tried: the function fails with the only one it got. */
  metricFailures(): Metric {
    return this.function.metricErrors({ period: Duration.minutes(1) });
  }
}
