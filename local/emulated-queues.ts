import {
  ChangeMessageVisibilityCommand,
  ListQueuesCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { Access } from './iam/access.ts';
import { SQS } from './iam/dialects.ts';
import { startGuarded } from './iam/guard-fauxqs.ts';
import { jsonAuthorization } from './iam/json-authorization.ts';
import { ACCOUNT_ID } from './account.ts';

/** SQS and S3, which one emulator serves, with a look inside that the API does not give. */
export interface EmulatedQueues {
  readonly endpoint: string;
  readonly sqs: SQSClient;
  /** How many messages could be received now, and the ids of those that were and are not deleted yet; in all queues. */
  messages(): Promise<{ readonly ready: number; readonly received: readonly string[] }>;
  /** The bodies of all messages in all queues, received or not. */
  bodies(): Promise<readonly string[]>;
  /**
   * Hands out what a function received and never finished with as if its visibility timeout had passed: at once, or
   * from a folder within a second. Of all messages, or of those that are due by their id.
   */
  endVisibilityTimeouts(isDue?: (messageId: string) => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startEmulatedQueues(options: {
  readonly dataDir: string | undefined;
  /** The admin's. */
  readonly client: Pick<SQSClientConfig, 'region' | 'credentials'>;
  readonly access: Access;
}): Promise<EmulatedQueues> {
  const { dataDir, client, access } = options;
  const server = await startGuarded(
    () => startFauxqs({ port: 0, host: '127.0.0.1', logger: false, ...(dataDir !== undefined && { dataDir }) }),
    { access, authorize: jsonAuthorization(access, SQS) },
  );
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
      const queues = await inspect();
      const received = queues.flatMap(({ messages }) => messages.inflight.map(({ message }) => message.messageId));
      return { ready: sum(queues.map(({ messages }) => receivable(messages))), received };
    },
    async bodies() {
      const queues = await inspect();
      return queues.flatMap(({ messages: { ready, inflight } }) =>
        [...ready, ...inflight.map(({ message }) => message)].map(({ body }) => body),
      );
    },
    async endVisibilityTimeouts(isDue = () => true) {
      for (const { name, messages } of await inspect()) {
        for (const { message, receiptHandle: ReceiptHandle } of messages.inflight) {
          if (!isDue(message.messageId)) continue;
          const QueueUrl = `${endpoint}/${ACCOUNT_ID}/${name}`;
          // fauxqs 2.4.1 loses a message that it keeps in a folder when its visibility timeout is set to 0.
          const VisibilityTimeout = dataDir === undefined ? 0 : 1;
          await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
        }
      }
    },
    async stop() {
      sqs.destroy();
      await server.stop();
    },
  };
}

type Messages = NonNullable<ReturnType<FauxqsServer['inspectQueue']>>['messages'];

/** FIFO: what stands behind a received message of its group cannot be received itself. */
function receivable({ ready, inflight }: Messages): number {
  const blocked = new Set(inflight.map(({ message }) => message.messageGroupId));
  return ready.filter(({ messageGroupId }) => messageGroupId === undefined || !blocked.has(messageGroupId)).length;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
