import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { DeliverEnv } from '../lambdas/runtime/config.ts';
import { DeliveryMetrics } from './delivery-metrics.ts';
import type { EventQueue } from './event-queue.ts';
import { grantEventBuses } from './grant-event-buses.ts';
import { type FunctionLogs, NodeFunction } from './node-function.ts';
import { QueueConsumer } from './queue-consumer.ts';
import type { SplunkTokens } from './splunk-tokens.ts';
import type { StreamTable } from './stream-table.ts';
import type { UndeliverableBucket } from './undeliverable-bucket.ts';

export interface DelivererProps {
  /** Origin of the Okta org; events name it as their source. */
  readonly orgUrl: string;

  /** Time limit of one attempt. */
  readonly attemptTimeout: Duration;

  /** Accounts whose event buses streams may deliver to. */
  readonly eventBridgeAccounts: readonly string[];

  /** What streams to Splunk authenticate with. */
  readonly splunkTokens: SplunkTokens;

  /** Where the streams and their positions are. */
  readonly streams: StreamTable;

  /** Where slices come from. */
  readonly events: EventQueue;

  /** Where an event goes that its target can never take. */
  readonly undeliverable: UndeliverableBucket;

  /** What becomes of the function's logs. */
  readonly logs: FunctionLogs;
}

/** How long a delivery may take: both attempts, and what comes before, between and after them. */
export const deliverTimeout = (attemptTimeout: Duration): Duration =>
  Duration.seconds(2 * attemptTimeout.toSeconds() + 10);

/** Takes slices off the event queue and hands their events to the targets. */
export class Deliverer extends Construct {
  readonly function: NodejsFunction;
  readonly consumer: QueueConsumer;
  readonly metrics: DeliveryMetrics;

  constructor(scope: Construct, id: string, props: DelivererProps) {
    super(scope, id);

    const environment = {
      OKTA_ORG_URL: props.orgUrl,
      STREAM_TABLE: props.streams.table.tableName,
      UNDELIVERABLE_BUCKET: props.undeliverable.bucket.bucketName,
      SPLUNK_TOKEN_SECRET_PREFIX: props.splunkTokens.prefix,
      ACCOUNT_ID: Stack.of(this).account,
      ATTEMPT_TIMEOUT_MS: String(props.attemptTimeout.toMilliseconds()),
      // One receive before the queue would make it a dead letter, the function handles it like a failed delivery.
      MAX_RECEIVE_COUNT: String(props.events.maxReceiveCount - 1),
    } satisfies DeliverEnv;

    const deliver = new NodeFunction(this, 'Deliver', {
      entry: 'deliver.handler.ts',
      description: `Delivers the System Log of ${props.orgUrl} to the targets of its streams`,
      environment,
      timeout: deliverTimeout(props.attemptTimeout),
      logs: props.logs,
    });
    props.streams.grantDeliver(deliver);
    props.splunkTokens.grantRead(deliver);
    props.undeliverable.grantSetAside(deliver);
    grantEventBuses(deliver, props.eventBridgeAccounts);

    this.consumer = new QueueConsumer(this, 'Slices', {
      queue: props.events.queue,
      consumer: deliver,
      // A message is a whole slice. More of them in one invocation would need a longer timeout, and with it a longer
      // visibility timeout: the time that a delivery which crashed keeps its stream waiting.
      batchSize: 1,
      reportBatchItemFailures: true,
    });
    this.function = deliver.function;
    this.metrics = new DeliveryMetrics(props.orgUrl);
  }
}
