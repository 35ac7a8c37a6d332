import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * Has the lifecycle function look for what is to be announced. It finds that in the table; the message says nothing.
 */
export const nudgeQueue =
  (client: SQSClient, queueUrl: string): (() => Promise<void>) =>
  async () => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'nudge' }));
  };
