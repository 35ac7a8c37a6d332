import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { type EmulatedQueues, startEmulatedQueues } from './emulated-queues.ts';
import { startAwsJsonServer } from './emulators/aws-json-server.ts';
import { type EventBridge, type EventBridgeOptions, eventBridge } from './emulators/eventbridge.ts';
import { type SecretsManager, secretsManager } from './emulators/secrets-manager.ts';
import { access, type Access } from './iam/access.ts';
import type { AccessDenied } from './iam/access-denied.ts';
import { DYNAMODB, eventBridgeDialect, secretsManagerDialect } from './iam/dialects.ts';
import { guardDynalite } from './iam/guard-dynalite.ts';
import type { AuthorizeJson } from './emulators/authorize-json.ts';
import { jsonAuthorization } from './iam/json-authorization.ts';
import { ACCOUNT_ID, CREDENTIALS, REGION } from './account.ts';
import { type Emulators } from './provision.ts';

export interface EmulatedAws extends Emulators {
  readonly documents: DynamoDBDocumentClient;
  readonly queues: EmulatedQueues;
  readonly eventBridge: EventBridge;
  readonly secretsManager: SecretsManager;
  /** Who may do what; nobody but the admin until rules are attached. */
  readonly access: Access;
  /** A client that signs with this key: a function's or a schedule's logical id. */
  sqsAs(accessKeyId: string): SQSClient;
  /** Of EventBridge and Secrets Manager. */
  readonly authorize: AuthorizeJson;
  /** Points any AWS SDK at the emulators; whoever uses it adds a key. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface EmulatedAwsOptions extends EventBridgeOptions {
  readonly stateDir?: string | undefined;
  /** Hears of each call that was refused. */
  readonly onDenied?: (denial: AccessDenied) => void;
}

/** DynamoDB, SQS, S3, EventBridge and Secrets Manager on loopback; table, queues and bucket are kept in `stateDir`. */
export async function startEmulatedAws(options: EmulatedAwsOptions): Promise<EmulatedAws> {
  const folder = (name: string) => (options.stateDir === undefined ? undefined : join(options.stateDir, name));
  const client = { region: REGION, credentials: CREDENTIALS };

  const { onDenied } = options;
  const rights = access({ adminKeyId: CREDENTIALS.accessKeyId, ...(onDenied && { onDenied }) });
  const table = await startTable(folder('dynamodb'), jsonAuthorization(rights, DYNAMODB));
  const queues = await startEmulatedQueues({ dataDir: folder('sqs'), client, access: rights });
  const bus = eventBridge({ accountId: ACCOUNT_ID, ...options });
  const secrets = secretsManager({ accountId: ACCOUNT_ID, region: REGION });
  const authorize = jsonAuthorization(rights, {
    [bus.targetPrefix]: eventBridgeDialect,
    [secrets.targetPrefix]: secretsManagerDialect((id) => secrets.arnOf(id)),
  });
  const json = await startAwsJsonServer({ services: [bus, secrets], authorize });
  const signing = new Map<string, SQSClient>();

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
    access: rights,
    authorize,
    sqsAs(accessKeyId) {
      const credentials = { accessKeyId, secretAccessKey: CREDENTIALS.secretAccessKey };
      const sqs = signing.get(accessKeyId) ?? new SQSClient({ ...client, credentials, endpoint: queues.endpoint });
      signing.set(accessKeyId, sqs);
      return sqs;
    },
    environment: {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
      AWS_ENDPOINT_URL_S3: queues.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: json.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: json.url,
    },
    async stop() {
      dynamo.destroy();
      s3.destroy();
      for (const sqs of signing.values()) sqs.destroy();
      await Promise.all([json.stop(), queues.stop(), table.stop()]);
    },
  };
}

async function startTable(
  path: string | undefined,
  authorize: AuthorizeJson,
): Promise<{ endpoint: string; stop(): Promise<unknown> }> {
  const server = dynalite({ createTableMs: 0, ...(path !== undefined && { path }) });
  guardDynalite(server, authorize);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
