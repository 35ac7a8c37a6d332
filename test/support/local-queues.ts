import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type EmulatedQueues, startEmulatedQueues } from '../../local/emulated-queues.ts';
import { access } from '../../local/iam/access.ts';
import { ACCOUNT_ID, REGION } from '../../local/account.ts';

export interface LocalQueues extends EmulatedQueues {
  /** A new, empty queue; a FIFO one if its name says so. Answers its URL. */
  create(name: string): Promise<string>;
  /** Sends a message, to a FIFO queue in the group; answers its id. */
  put(queueUrl: string, body: string, group?: string): Promise<string>;
}

/** The embedded run's queues, and what a test does to them. */
export async function startLocalQueues(dataDir?: string): Promise<LocalQueues> {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'key' };
  const queues = await startEmulatedQueues({
    dataDir,
    client: { region: REGION, credentials },
    access: access({ adminKeyId: credentials.accessKeyId }),
  });

  return {
    ...queues,
    async create(name) {
      const Attributes = { VisibilityTimeout: '600', ...(name.endsWith('.fifo') && { FifoQueue: 'true' }) };
      await queues.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
      return `${queues.endpoint}/${ACCOUNT_ID}/${name}`;
    },
    async put(QueueUrl, MessageBody, group) {
      const fifo =
        group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: `${group} ${MessageBody}` };
      const { MessageId } = await queues.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo }));
      return MessageId ?? '';
    },
  };
}
