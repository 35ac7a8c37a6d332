import { arnOf } from '../account.ts';
import type { AccessRequest } from './decide.ts';

/** A call of an AWS API as its emulator receives it. */
export interface AwsApiCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the SigV4 credential scope. */
  readonly region: string;
}

/** What a caller must be allowed to do for a call; undefined for an operation that is not known here. */
export type Needs = (call: AwsApiCall) => readonly AccessRequest[] | undefined;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const object = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const TABLE_OPERATIONS: ReadonlySet<string> = new Set([
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]);
const BATCH_OPERATIONS: ReadonlySet<string> = new Set(['BatchGetItem', 'BatchWriteItem']);

export const dynamoDbNeeds: Needs = ({ operation, input, region }) => {
  const action = `dynamodb:${operation}`;
  const table = (name: string) => arnOf('dynamodb', `table/${name}`, region);
  if (BATCH_OPERATIONS.has(operation)) {
    return Object.keys(object(input['RequestItems'])).map((name) => ({ action, resource: table(name) }));
  }
  if (!TABLE_OPERATIONS.has(operation)) return undefined;
  const { TableName, IndexName } = input;
  const index = IndexName === undefined ? '' : `/index/${text(IndexName)}`;
  return [{ action, resource: `${table(text(TableName))}${index}` }];
};

const QUEUE_OPERATIONS: ReadonlySet<string> = new Set([
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]);

/** IAM has no actions for batches: each needs what one of its entries needs. */
export const sqsNeeds: Needs = ({ operation, input, region }) => {
  const single = operation.replace(/Batch$/, '');
  if (!QUEUE_OPERATIONS.has(single)) return undefined;
  const url = text(input['QueueUrl']);
  return [{ action: `sqs:${single}`, resource: arnOf('sqs', url.slice(url.lastIndexOf('/') + 1), region) }];
};

const BUS_ARN = /^arn:[^:]+:events:/;

export const eventBridgeNeeds: Needs = ({ operation, input, region }) => {
  const busArn = (nameOrArn: unknown): string => {
    const name = text(nameOrArn) || 'default';
    return BUS_ARN.test(name) ? name : arnOf('events', `event-bus/${name}`, region);
  };
  if (operation === 'DescribeEventBus') {
    return [{ action: 'events:DescribeEventBus', resource: busArn(input['Name']) }];
  }
  if (operation !== 'PutEvents') return undefined;
  const entries: readonly unknown[] = Array.isArray(input['Entries']) ? input['Entries'] : [];
  const needs = entries.map(object).map(({ EventBusName, Source, DetailType }) => ({
    action: 'events:PutEvents',
    resource: busArn(EventBusName),
    context: { 'events:source': text(Source), 'events:detail-type': text(DetailType) },
  }));
  // Most requests have ten entries that need the same.
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
};

const SECRET_OPERATIONS: ReadonlySet<string> = new Set([
  'DeleteSecret',
  'DescribeSecret',
  'GetSecretValue',
  'PutSecretValue',
]);
const SECRET_ARN = /^arn:[^:]+:secretsmanager:/;

/**
 * `find` answers the ARN of a secret that is there. One that is not is known by what it was called, so a permission for
 * `<name>-??????` does not cover it: AWS refuses the call before it says that there is no such secret.
 */
export const secretsManagerNeeds =
  (find: (id: string) => string | undefined): Needs =>
  ({ operation, input, region }) => {
    const action = `secretsmanager:${operation}`;
    if (operation === 'CreateSecret') {
      // The suffix is not chosen yet when AWS decides.
      const name = text(input['Name']);
      return [{ action, resource: find(name) ?? arnOf('secretsmanager', `secret:${name}-AAAAAA`, region) }];
    }
    if (!SECRET_OPERATIONS.has(operation)) return undefined;
    const id = text(input['SecretId']);
    const called = SECRET_ARN.test(id) ? id : arnOf('secretsmanager', `secret:${id}`, region);
    return [{ action, resource: find(id) ?? called }];
  };

const OBJECT_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['DELETE', 's3:DeleteObject'],
  ['GET', 's3:GetObject'],
  ['HEAD', 's3:GetObject'],
  ['PUT', 's3:PutObject'],
]);

/**
 * Of an S3 request in path style; undefined for anything but a whole object. The path is taken as it stands, for S3 and
 * its emulator resolve no `..` in it. `x-id` is the SDK's note of the operation.
 */
export function s3Needs(method: string, url: string): readonly AccessRequest[] | undefined {
  const [path = '', ...query] = url.split('?');
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const action = OBJECT_ACTIONS.get(method);
  const isWhole = [...new URLSearchParams(query.join('?')).keys()].every((name) => name === 'x-id');
  if (bucket === '' || action === undefined || !isWhole) return undefined;
  return [{ action, resource: `arn:aws:s3:::${bucket}/${decodeURIComponent(key)}` }];
}
