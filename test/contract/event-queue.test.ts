import { afterAll, beforeAll } from '@jest/globals';
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { parseMessage } from '../../lambdas/aws/slice-message.ts';
import { sqsEventQueue } from '../../lambdas/aws/sqs-event-queue.ts';
import type { QueuedMessage } from '../../lambdas/core/slice.ts';
import { atOnce } from '../simulation/at-once.ts';
import { simulatedQueue } from '../simulation/simulated-queue.ts';
import { type SqsAndS3, startSqsAndS3 } from '../support/fauxqs.ts';
import { manualClock, START } from '../support/manual-clock.ts';
import { memoryQueue } from '../support/memory-queue.ts';
import { describeEventQueue } from './event-queue.ts';

let emulators: SqsAndS3;
beforeAll(async () => {
  emulators = await startSqsAndS3();
});
afterAll(() => emulators.stop());

describeEventQueue('a queue in memory', async () => {
  const queue = memoryQueue({ now: manualClock().now });
  return {
    queue,
    async drain() {
      const drained: QueuedMessage[] = [];
      for (let batch = queue.receive(); batch.length > 0; batch = queue.receive()) {
        for (const message of batch) queue.forget(message);
        drained.push(...batch);
      }
      return drained;
    },
  };
});

describeEventQueue('an SQS queue', async () => {
  const url = emulators.createQueue();
  return { queue: sqsEventQueue(emulators.sqs, url), drain: () => drainSqs(emulators.sqs, url) };
});

describeEventQueue('a simulated queue', async () => {
  const nowMs = () => START.getTime();
  const simulated = simulatedQueue({ nowMs, visibilityMs: 30_000 });
  return {
    queue: sqsEventQueue(simulated.client(atOnce), 'events.fifo'),
    async drain() {
      const drained: QueuedMessage[] = [];
      for (let batch = simulated.receive(10); batch.length > 0; batch = simulated.receive(10)) {
        for (const record of batch) simulated.remove(record);
        drained.push(...batch.map(({ body, messageId, attributes }) => toMessage(body, messageId, attributes)));
      }
      return drained;
    },
  };
});

async function drainSqs(client: SQSClient, QueueUrl: string): Promise<QueuedMessage[]> {
  const drained: QueuedMessage[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return drained;
    for (const { ReceiptHandle } of Messages)
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    drained.push(...Messages.map(({ Body, MessageId, Attributes }) => toMessage(Body, MessageId, Attributes)));
  }
}

interface Attributes {
  readonly SequenceNumber?: string | undefined;
  readonly ApproximateReceiveCount?: string | undefined;
}

const toMessage = (body = '', messageId = '', attributes: Attributes = {}): QueuedMessage => ({
  ...parseMessage(body),
  messageId,
  sequenceNumber: attributes.SequenceNumber ?? '',
  receiveCount: Number(attributes.ApproximateReceiveCount),
});
