import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';
import { QueueConsumer } from './queue-consumer.ts';

export interface TickQueueProps {
  /** What a tick that comes due invokes. */
  readonly consumer: NodeFunction;

  /** How long one invocation of it may take. */
  readonly consumerTimeout: Duration;

  /** Time between two ticks: a divisor of a minute. */
  readonly interval: Duration;
}

const MINUTE_SECONDS = 60;

/** SQS: entries of one SendMessageBatch. */
const MAX_BATCH_ENTRIES = 10;

/** A queue to which a minute's worth of ticks is sent at once, each delayed until it is due. */
export class TickQueue extends Construct {
  readonly queue: Queue;
  readonly consumer: QueueConsumer;
  private readonly delaysSeconds: readonly number[];

  constructor(scope: Construct, id: string, { consumer, consumerTimeout, interval }: TickQueueProps) {
    super(scope, id);

    const ticks = MINUTE_SECONDS / interval.toSeconds();
    this.delaysSeconds = Array.from({ length: ticks }, (_, index) => index * interval.toSeconds());

    // A standard queue: a FIFO queue cannot delay single messages.
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // SQS counts from the sending, not from the end of the delay. So every tick has a minute once it is due, and
      // the ones that nobody took by then vanish instead of piling up.
      retentionPeriod: Duration.seconds(Math.max(...this.delaysSeconds) + MINUTE_SECONDS),
      // Lambda accepts no less than the function's timeout; it outlasts the retention, so no failed poll is repeated.
      visibilityTimeout: consumerTimeout,
    });
    const reason = 'A tick that is lost or fails is worth nothing: the next one is due within the interval.';
    Validations.of(this.queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );

    this.consumer = new QueueConsumer(this, 'Ticks', {
      queue: this.queue,
      consumer,
      // Ticks that waited for a long poll to end arrive together and cause one poll.
      batchSize: 10,
      // The least that Lambda allows. More would only take ticks off the queue for a poller that runs one at a time.
      maxConcurrency: 2,
    });
  }

  grantSend(sender: IGrantable): void {
    Grant.addToPrincipal({ grantee: sender, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }

  /** The SendMessageBatch requests, as JSON, that together make one minute of ticks. */
  requestsPerMinute(): string[] {
    const requests = Math.ceil(this.delaysSeconds.length / MAX_BATCH_ENTRIES);
    return Array.from({ length: requests }, (_, index) =>
      Stack.of(this).toJsonString({
        QueueUrl: this.queue.queueUrl,
        Entries: this.delaysSeconds
          .slice(index * MAX_BATCH_ENTRIES, (index + 1) * MAX_BATCH_ENTRIES)
          .map((delay) => ({ Id: `tick-${delay}`, MessageBody: 'tick', DelaySeconds: delay })),
      }),
    );
  }
}
