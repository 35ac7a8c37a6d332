/**
 * One function per client, so that a bundle holds only those that its function makes. Region and credentials come from
 * the function's environment.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export const dynamoDb = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

export const sqs = (): SQSClient => new SQSClient();

export const secretsManager = (): SecretsManagerClient => new SecretsManagerClient();

/** Loads the SDK with the first call; hardly any invocation makes one. */
export const s3 = async (): Promise<S3Client> => new (await import('@aws-sdk/client-s3')).S3Client();

/** The client of the function's own region, with the SDK's retries: what it puts is no delivery. */
export const eventBridge = (): EventBridgeClient => new EventBridgeClient();

/** A region's client, the same one at each call, without retries: two attempts are two attempts. */
export function eventBridgeOf(): (region: string) => EventBridgeClient {
  const clients = new Map<string, EventBridgeClient>();
  return (region) => {
    const client = clients.get(region) ?? new EventBridgeClient({ region, maxAttempts: 1 });
    clients.set(region, client);
    return client;
  };
}
