import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

export interface QueueConsumerProps {
  /** Where the messages come from. */
  readonly queue: IQueue;

  /** What they are handed to. */
  readonly consumer: NodeFunction;

  /** Messages that one invocation gets at most. */
  readonly batchSize: number;

  /**
   * Invocations side by side.
   *
   * @default - as many as the queue has message groups, or as Lambda sees fit on a standard queue
   */
  readonly maxConcurrency?: number;

  /**
   * Whether the handler answers with the messages that failed. Without, an exception returns the whole batch.
   *
   * @default false
   */
  readonly reportBatchItemFailures?: boolean;
}

/** Invokes a function with what arrives on a queue. */
export class QueueConsumer extends Construct {
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, { queue, consumer, ...options }: QueueConsumerProps) {
    super(scope, id);

    // AWS: what an event source mapping of a queue needs. CDK's own grant adds two actions that it never calls.
    Grant.addToPrincipal({
      grantee: consumer,
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resourceArns: [queue.queueArn],
    });

    this.mapping = new EventSourceMapping(this, 'Mapping', {
      target: consumer.function,
      eventSourceArn: queue.queueArn,
      ...options,
    });

    Validations.of(this.mapping).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason:
        'Lambda offers no such destination for SQS: a message that fails stays in the queue, whose policy decides.',
    });
  }
}
