import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface LifecycleQueueProps {
  /** How long one invocation of what it wakes may take. */
  readonly consumerTimeout: Duration;
}

/** Nudges without content: something in the life of a stream waits to be announced. What it is, the table knows. */
export class LifecycleQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { consumerTimeout }: LifecycleQueueProps) {
    super(scope, id);

    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Longer than the slowest poll interval, so that one that fails is tried again and none piles up.
      retentionPeriod: Duration.minutes(10),
      // AWS: at least six times the function's timeout, so that a throttled message is not handed out twice.
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
    });
    const reason = 'A nudge says nothing by itself: one that is lost or fails is followed by that of the next poll.';
    Validations.of(this.queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
  }

  grantNudge(sender: IGrantable): void {
    Grant.addToPrincipal({ grantee: sender, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
