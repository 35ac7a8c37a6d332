import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../core/ports.ts';

/** The world outside the process. Clients are made when a function first asks for them. */
export interface World {
  readonly dynamo: () => DynamoDBDocumentClient;
  readonly sqs: () => SQSClient;
  readonly secretsManager: () => SecretsManagerClient;
  readonly s3: () => Promise<S3Client>;
  /** One client per region, without retries: two attempts are two attempts. */
  readonly eventBridge: (region: string) => EventBridgeClient;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  readonly timeout: (ms: number) => AbortSignal;
}

export const awsWorld = (): World => ({
  dynamo: once(() =>
    DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
  ),
  sqs: once(() => new SQSClient({})),
  secretsManager: once(() => new SecretsManagerClient({})),
  s3: once(async () => new (await import('@aws-sdk/client-s3')).S3Client({})),
  eventBridge: perKey((region) => new EventBridgeClient({ region, maxAttempts: 1 })),
  fetch: globalThis.fetch,
  now: () => new Date(),
  timeout: (ms) => AbortSignal.timeout(ms),
});

function perKey<T>(create: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = create(key);
    made.set(key, value);
    return value;
  };
}

function once<T>(create: () => T): () => T {
  const get = perKey(create);
  return () => get('');
}
