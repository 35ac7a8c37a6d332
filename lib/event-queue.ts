import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
  type QueueProps,
} from 'aws-cdk-lib/aws-sqs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface EventQueueProps {
  /** How long the function that delivers may take. */
  readonly deliverTimeout: Duration;

  /** How long the function that consumes dead letters may take. */
  readonly deadLetterTimeout: Duration;
}

/** Slices of the System Log on their way to the targets, one message group per stream, and those out of receives. */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  /** Receives of one message; it is then a dead letter. */
  readonly maxReceiveCount = 5;

  constructor(scope: Construct, id: string, { deliverTimeout, deadLetterTimeout }: EventQueueProps) {
    super(scope, id);

    this.deadLetterQueue = new Queue(this, 'DeadLetters', fifoQueue(deadLetterTimeout));
    this.queue = new Queue(this, 'Queue', {
      ...fifoQueue(deliverTimeout),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: this.maxReceiveCount },
    });

    Validations.of(this.deadLetterQueue).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason:
        'This is the dead-letter queue: its consumer retries until it succeeds, and every event is still in Okta.',
    });
  }

  grantSend(producer: IGrantable): void {
    // SQS has no action of its own for SendMessageBatch.
    Grant.addToPrincipal({ grantee: producer, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }

  metricWaiting(): Metric {
    return this.queue.metricApproximateNumberOfMessagesVisible(LATEST);
  }

  metricOldestAge(): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage(LATEST);
  }

  metricSent(): Metric {
    return this.queue.metricNumberOfMessagesSent({ period: Duration.minutes(1) });
  }

  /** Those that nobody has taken: one that is tried again and again is in flight nearly all the time. */
  metricDeadLettersWaiting(period: Duration): MathExpression {
    return new MathExpression({
      expression: 'visible + inFlight',
      usingMetrics: {
        visible: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ ...LATEST, period }),
        inFlight: this.deadLetterQueue.metricApproximateNumberOfMessagesNotVisible({ ...LATEST, period }),
      },
      period,
    });
  }
}

const LATEST = { period: Duration.minutes(1), statistic: 'Maximum' };

const fifoQueue = (consumerTimeout: Duration): QueueProps => ({
  // The sender makes the ids: a page read again at the tail has grown, and the longer one is not a duplicate.
  contentBasedDeduplication: false,
  // High throughput: streams neither share a limit nor each other's deduplication ids.
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  fifo: true,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  maxMessageSizeBytes: 1_048_576,
  retentionPeriod: Duration.days(14),
  // AWS: at least six times the function's timeout, so that a throttled message is not handed out twice.
  visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
});
