import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { startAwsJsonServer } from './emulators/aws-json-server.ts';
import { type EventBridge, type EventBridgeOptions, eventBridge } from './emulators/eventbridge.ts';
import { type SecretsManager, secretsManager } from './emulators/secrets-manager.ts';
import { ACCOUNT_ID, type Emulators, REGION } from './provision.ts';

export interface EmulatedAws extends Emulators {
  readonly documents: DynamoDBDocumentClient;
  readonly eventBridge: EventBridge;
  readonly secretsManager: SecretsManager;
  /** Points any AWS SDK at the emulators. */
  readonly environment: Readonly<Record<string, string>>;
  /** Messages that could be received now. */
  readyMessages(queueName: string): number;
  stop(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** DynamoDB, SQS, S3, EventBridge and Secrets Manager on loopback; table, queues and bucket are kept in `stateDir`. */
export async function startEmulatedAws(
  options: EventBridgeOptions & { readonly stateDir?: string | undefined },
): Promise<EmulatedAws> {
  const { stateDir } = options;
  const table = dynalite({ createTableMs: 0, ...(stateDir !== undefined && { path: join(stateDir, 'dynamodb') }) });
  table.listen(0, '127.0.0.1');
  await once(table, 'listening');
  const queues = await startFauxqs({
    port: 0,
    host: '127.0.0.1',
    logger: false,
    ...(stateDir !== undefined && { dataDir: join(stateDir, 'sqs') }),
  });
  const bus = eventBridge({ accountId: ACCOUNT_ID, ...options });
  const secrets = secretsManager({ accountId: ACCOUNT_ID, region: REGION });
  const json = await startAwsJsonServer({ services: [bus, secrets] });

  const tableEndpoint = `http://127.0.0.1:${(table.address() as AddressInfo).port}`;
  const queueEndpoint = `http://127.0.0.1:${queues.port}`;
  const client = (endpoint: string) => ({ endpoint, region: REGION, credentials: CREDENTIALS });
  const dynamo = new DynamoDBClient(client(tableEndpoint));
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const sqs = new SQSClient(client(queueEndpoint));
  const s3 = new S3Client(client(queueEndpoint));

  return {
    dynamo,
    documents,
    sqs,
    s3,
    sqsEndpoint: queueEndpoint,
    eventBridge: bus,
    secretsManager: secrets,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: tableEndpoint,
      AWS_ENDPOINT_URL_SQS: queueEndpoint,
      AWS_ENDPOINT_URL_S3: queueEndpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: json.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: json.url,
    },
    readyMessages: (queueName) => queues.inspectQueue(queueName)?.messages.ready.length ?? 0,
    async stop() {
      for (const each of [dynamo, sqs, s3]) each.destroy();
      await Promise.all([json.stop(), queues.stop(), new Promise((resolve) => table.close(resolve))]);
    },
  };
}
