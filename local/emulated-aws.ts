import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { type EmulatedQueues, startEmulatedQueues } from './emulated-queues.ts';
import { startAwsJsonServer } from './emulators/aws-json-server.ts';
import { type EventBridge, type EventBridgeOptions, eventBridge } from './emulators/eventbridge.ts';
import { type SecretsManager, secretsManager } from './emulators/secrets-manager.ts';
import { ACCOUNT_ID, type Emulators, REGION } from './provision.ts';

export interface EmulatedAws extends Emulators {
  readonly documents: DynamoDBDocumentClient;
  readonly queues: EmulatedQueues;
  readonly eventBridge: EventBridge;
  readonly secretsManager: SecretsManager;
  /** Points any AWS SDK at the emulators. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What the functions sign with; the emulators do not look at it. */
export const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** DynamoDB, SQS, S3, EventBridge and Secrets Manager on loopback; table, queues and bucket are kept in `stateDir`. */
export async function startEmulatedAws(
  options: EventBridgeOptions & { readonly stateDir?: string | undefined },
): Promise<EmulatedAws> {
  const folder = (name: string) => (options.stateDir === undefined ? undefined : join(options.stateDir, name));
  const client = { region: REGION, credentials: CREDENTIALS };

  const table = await startTable(folder('dynamodb'));
  const queues = await startEmulatedQueues({ dataDir: folder('sqs'), client });
  const bus = eventBridge({ accountId: ACCOUNT_ID, ...options });
  const secrets = secretsManager({ accountId: ACCOUNT_ID, region: REGION });
  const json = await startAwsJsonServer({ services: [bus, secrets] });

  const dynamo = new DynamoDBClient({ ...client, endpoint: table.endpoint });
  const s3 = new S3Client({ ...client, endpoint: queues.endpoint });

  return {
    dynamo,
    documents: DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } }),
    sqs: queues.sqs,
    s3,
    queues,
    sqsEndpoint: queues.endpoint,
    eventBridge: bus,
    secretsManager: secrets,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
      AWS_ENDPOINT_URL_S3: queues.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: json.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: json.url,
    },
    async stop() {
      dynamo.destroy();
      s3.destroy();
      await Promise.all([json.stop(), queues.stop(), table.stop()]);
    },
  };
}

async function startTable(path: string | undefined): Promise<{ endpoint: string; stop(): Promise<unknown> }> {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
