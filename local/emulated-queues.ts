import {
  ChangeMessageVisibilityCommand,
  ListQueuesCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { ACCOUNT_ID } from './provision.ts';

/** SQS and S3, which one emulator serves, with a look inside that the API does not give. */
export interface EmulatedQueues {
  readonly endpoint: string;
  readonly sqs: SQSClient;
  /** How many messages could be received now, and the ids of those that were and are not deleted yet; in all queues. */
  messages(): Promise<{ readonly ready: number; readonly received: readonly string[] }>;
  /** Hands out at once what a function received and never finished with, as if its visibility timeout had passed. */
  endVisibilityTimeouts(): Promise<void>;
  stop(): Promise<void>;
}

export async function startEmulatedQueues(options: {
  readonly dataDir: string | undefined;
  readonly client: Pick<SQSClientConfig, 'region' | 'credentials'>;
}): Promise<EmulatedQueues> {
  const { dataDir, client } = options;
  const server = await startFauxqs({
    port: 0,
    host: '127.0.0.1',
    logger: false,
    ...(dataDir !== undefined && { dataDir }),
  });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const sqs = new SQSClient({ ...client, endpoint });

  const inspect = async () => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const names = QueueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1));
    return names.map((name) => server.inspectQueue(name)).filter((queue) => queue !== undefined);
  };

  return {
    endpoint,
    sqs,
    async messages() {
      const all = (await inspect()).map(({ messages }) => messages);
      const received = all.flatMap(({ inflight }) => inflight.map(({ message }) => message));
      // FIFO: what stands behind a received message of its group cannot be received itself.
      const blocked = new Set(received.map(({ messageGroupId }) => messageGroupId));
      const ready = all
        .flatMap((messages) => messages.ready)
        .filter(({ messageGroupId }) => !blocked.has(messageGroupId));
      return { ready: ready.length, received: received.map(({ messageId }) => messageId) };
    },
    async endVisibilityTimeouts() {
      for (const { name, messages } of await inspect()) {
        for (const { receiptHandle: ReceiptHandle } of messages.inflight) {
          const QueueUrl = `${endpoint}/${ACCOUNT_ID}/${name}`;
          await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
        }
      }
    },
    async stop() {
      sqs.destroy();
      await server.stop();
    },
  };
}
