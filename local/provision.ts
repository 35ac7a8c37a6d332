import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { ACCOUNT_ID, arnOf, REGION } from './account.ts';
import { apiResources } from './api-gateway/api-resources.ts';
import { type Provisioned, resolve, resolveText, type Scope } from './intrinsics.ts';
import { namedResources } from './named-resources.ts';
import type { StackTemplate, TemplateResource } from './template.ts';

export interface Emulators {
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly sqsEndpoint: string;
  readonly eventBridge: { addBus(nameOrArn: string): void | Promise<void> };
}

/** Creates what the template declares and keeps: table, buckets, queues, buses. Idempotent, for a kept state folder. */
export async function provision(template: StackTemplate, emulators: Emulators): Promise<Scope> {
  const resources = new Map<string, Provisioned>();
  const pseudo = {
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackName': template.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const scope = { pseudo, resources };

  for (const table of template.ofType('AWS::DynamoDB::Table')) {
    resources.set(table.logicalId, await createTable(table, emulators, scope));
  }
  for (const bucket of template.ofType('AWS::S3::Bucket')) {
    resources.set(bucket.logicalId, await createBucket(bucket, emulators));
  }
  for (const queue of deadLettersFirst(template.ofType('AWS::SQS::Queue'))) {
    resources.set(queue.logicalId, await createQueue(queue, emulators, scope));
  }
  for (const bus of template.ofType('AWS::Events::EventBus')) {
    resources.set(bus.logicalId, await createBus(bus, emulators, scope));
  }
  for (const [logicalId, provisioned] of namedResources(template, scope)) resources.set(logicalId, provisioned);
  for (const [logicalId, provisioned] of apiResources(template)) resources.set(logicalId, provisioned);
  return scope;
}

async function createTable(
  { logicalId, properties }: TemplateResource,
  { dynamo }: Emulators,
  scope: Scope,
): Promise<Provisioned> {
  const { KeySchema, AttributeDefinitions } = resolve(properties, scope) as Pick<
    CreateTableCommand['input'],
    'KeySchema' | 'AttributeDefinitions'
  >;
  const table = { TableName: logicalId, KeySchema, AttributeDefinitions, BillingMode: 'PAY_PER_REQUEST' as const };
  await dynamo.send(new CreateTableCommand(table)).catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  return { ref: logicalId, attributes: { Arn: arnOf('dynamodb', `table/${logicalId}`) } };
}

async function createBucket({ logicalId }: TemplateResource, { s3 }: Emulators): Promise<Provisioned> {
  const bucket = logicalId.toLowerCase();
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return { ref: bucket, attributes: { Arn: `arn:aws:s3:::${bucket}` } };
}

async function createBus(
  { logicalId, properties }: TemplateResource,
  { eventBridge }: Emulators,
  scope: Scope,
): Promise<Provisioned> {
  const name = resolveText(properties['Name'] ?? logicalId, scope);
  const busArn = arnOf('events', `event-bus/${name}`);
  await eventBridge.addBus(busArn);
  return { ref: name, attributes: { Arn: busArn, Name: name } };
}

/** The queue attributes of SQS that its CloudFormation properties name alike. */
const QUEUE_ATTRIBUTES = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
] as const;

async function createQueue(
  { logicalId, properties }: TemplateResource,
  { sqs, sqsEndpoint }: Emulators,
  scope: Scope,
): Promise<Provisioned> {
  const name = properties['FifoQueue'] === true ? `${logicalId}.fifo` : logicalId;
  const attributes: Record<string, string> = {};
  for (const attribute of QUEUE_ATTRIBUTES) {
    if (properties[attribute] !== undefined) attributes[attribute] = resolveText(properties[attribute], scope);
  }
  if (properties['RedrivePolicy'] !== undefined) {
    attributes['RedrivePolicy'] = JSON.stringify(resolve(properties['RedrivePolicy'], scope));
  }

  // The emulator answers a URL under *.localhost, which not every resolver knows.
  const url = `${sqsEndpoint}/${ACCOUNT_ID}/${name}`;
  await ensureQueue(sqs, { name, url, attributes });
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { ref: url, attributes: { Arn: Attributes?.['QueueArn'] ?? '', QueueName: name, QueueUrl: url } };
}

/** A queue that was kept by a run with other settings gets those of this one. */
async function ensureQueue(
  sqs: SQSClient,
  {
    name,
    url,
    attributes,
  }: { readonly name: string; readonly url: string; readonly attributes: Record<string, string> },
): Promise<void> {
  try {
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  } catch (error) {
    // fauxqs says AWS.SimpleQueueService.QueueNameExists, for which the client has no class.
    if (!(error instanceof SQSServiceException) || !error.name.endsWith('QueueNameExists')) throw error;
    // These fauxqs never changes.
    const { FifoQueue: _fifo, DeduplicationScope: _scope, FifoThroughputLimit: _limit, ...changeable } = attributes;
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: changeable }));
  }
}

/** A redrive policy names its dead-letter queue, which must stand before it. */
const deadLettersFirst = (queues: readonly TemplateResource[]): readonly TemplateResource[] =>
  queues.toSorted((a, b) => Number('RedrivePolicy' in a.properties) - Number('RedrivePolicy' in b.properties));
