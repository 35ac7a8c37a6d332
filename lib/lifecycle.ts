import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { LifecycleEnv } from '../lambdas/runtime/config.ts';
import type { EventQueue } from './event-queue.ts';
import { LifecycleQueue } from './lifecycle-queue.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';
import { OrgMetrics } from './org-metrics.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { SplunkTokens } from './splunk-tokens.ts';
import type { StreamTable } from './stream-table.ts';

export interface LifecycleProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /**
   * Name of the event bus.
   *
   * @default - CloudFormation's choice
   */
  readonly busName?: string | undefined;

  /** Where the streams are, the events that wait in them, and the log of the events. */
  readonly streams: StreamTable;

  /** How the events reach the other streams. */
  readonly events: EventQueue;

  /** What is removed when its stream is gone. */
  readonly splunkTokens: SplunkTokens;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;
}

/** Announces what happens in the life of a stream, and clears away what a deleted one leaves behind. */
export class Lifecycle extends Construct {
  /** What wakes it. */
  readonly queue: LifecycleQueue;
  /** Where rules react to the events. */
  readonly bus: EventBus;
  readonly function: NodejsFunction;
  readonly consumer: QueueConsumer;
  private readonly metrics: OrgMetrics;

  constructor(scope: Construct, id: string, props: LifecycleProps) {
    super(scope, id);

    const timeout = Duration.minutes(1);
    this.queue = new LifecycleQueue(this, 'Nudges', { consumerTimeout: timeout });
    this.bus = new EventBus(this, 'Bus', {
      ...(props.busName !== undefined && { eventBusName: props.busName }),
      description: `What happens in the life of the log streams of ${props.orgUrl}`,
    });

    const environment = {
      OKTA_ORG_URL: props.orgUrl,
      STREAM_TABLE: props.streams.table.tableName,
      EVENT_QUEUE_URL: props.events.queue.queueUrl,
      LIFECYCLE_BUS_NAME: this.bus.eventBusName,
      SPLUNK_TOKEN_SECRET_PREFIX: props.splunkTokens.prefix,
    } satisfies LifecycleEnv;

    const announce = new NodeFunction(this, 'Announce', {
      entry: 'lifecycle.handler.ts',
      description: `Announces what happens in the life of the log streams of ${props.orgUrl}`,
      environment,
      timeout,
      logs: props.logs,
    });
    props.streams.grantAnnounce(announce);
    props.events.grantSend(announce);
    props.splunkTokens.grantRemove(announce);
    Grant.addToPrincipal({
      grantee: announce,
      actions: ['events:PutEvents'],
      resourceArns: [this.bus.eventBusArn],
    });

    this.consumer = new QueueConsumer(this, 'Consumer', {
      queue: this.queue.queue,
      consumer: announce,
      // Nudges that waited together are one: each invocation looks at every stream.
      batchSize: 10,
      // The least that Lambda allows. More would only compete for the same events.
      maxConcurrency: 2,
    });
    this.function = announce.function;
    this.metrics = new OrgMetrics(props.orgUrl);
  }

  metricAnnouncementFailures(): Metric {
    return this.metrics.ofOrg('AnnouncementFailures', Stats.SUM);
  }

  /** Of the event hook, should there be one. */
  metricEventHookFailures(): Metric {
    return this.metrics.ofOrg('EventHookFailures', Stats.SUM);
  }
}
