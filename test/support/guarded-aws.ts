import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS } from '../../local/account.ts';
import { type EmulatedAws, startEmulatedAws } from '../../local/emulated-aws.ts';
import { parsePolicy } from '../../local/iam/policy.ts';
import { provision } from '../../local/provision.ts';
import { templateOf } from './templates.ts';

export const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/Streams';
export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:Nudges';
export const BUS_ARN = 'arn:aws:events:us-east-1:000000000000:event-bus/lifecycle';
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/PollRole';
/** Who AWS says the function `Poll` is. */
export const SESSION = 'arn:aws:sts::000000000000:assumed-role/PollRole/Poll';

/** A statement. */
export const allow = (Action: string, Resource: string, rest: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});

const KEYS = {
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};

/** Statements of the role, and of the bucket's and the queue's own policies. */
export interface Policies {
  readonly identity?: readonly object[];
  readonly bucket?: readonly object[];
  readonly queue?: readonly object[];
}

export type Clients = ReturnType<typeof clientsOf>;

export interface GuardedAws {
  readonly aws: EmulatedAws;
  /** What was refused since the last call of `as`. */
  readonly denials: string[];
  readonly queueUrl: string;
  /** Clients that sign with this key, when the function `Poll` may do what these policies say. */
  as(policies: Policies, accessKeyId?: string): Clients;
  stop(): Promise<void>;
}

/** A table, a queue, a bucket, a bus and the secret `credentials`, and a function that may do what it is told. */
export async function startGuardedAws(): Promise<GuardedAws> {
  const denials: string[] = [];
  const clients: { destroy(): void }[] = [];
  const aws = await startEmulatedAws({ onDenied: ({ line }) => denials.push(line) });
  await provision(
    templateOf({
      Streams: { Type: 'AWS::DynamoDB::Table', Properties: KEYS },
      Nudges: { Type: 'AWS::SQS::Queue' },
      Undeliverable: { Type: 'AWS::S3::Bucket' },
      Lifecycle: { Type: 'AWS::Events::EventBus', Properties: { Name: 'lifecycle' } },
    }),
    aws,
  );
  aws.secretsManager.addSecret('credentials', 'a token');

  return {
    aws,
    denials,
    queueUrl: `${aws.sqsEndpoint}/000000000000/Nudges`,
    as(policies, accessKeyId = 'Poll') {
      denials.splice(0);
      attach(aws, policies);
      const made = clientsOf(aws, accessKeyId);
      clients.push(...Object.values(made));
      return made;
    },
    async stop() {
      for (const client of clients) client.destroy();
      await aws.stop();
    },
  };
}

function attach(aws: EmulatedAws, { identity, bucket, queue }: Policies): void {
  const trusts = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } };
  const policy = (resourceArn: string, name: string, Statement: readonly object[] = []) => ({
    resourceArn,
    statements: Statement.length === 0 ? [] : parsePolicy(name, { Statement }, 'resource'),
  });
  aws.access.attach({
    holders: [
      {
        name: 'Poll',
        roleArn: ROLE_ARN,
        sessionArn: SESSION,
        statements: identity ? parsePolicy('PollPolicy', { Statement: identity }) : [],
        assumedBy: { service: 'lambda.amazonaws.com', context: {} },
      },
    ],
    resourcePolicies: [
      policy('arn:aws:s3:::undeliverable', 'BucketPolicy', bucket),
      policy(QUEUE_ARN, 'QueuePolicy', queue),
    ],
    trust: [{ resourceArn: ROLE_ARN, statements: parsePolicy('PollRole trust', { Statement: trusts }, 'trust') }],
    others: [],
  });
}

function clientsOf(aws: EmulatedAws, accessKeyId: string) {
  const settings = (name: string) => ({
    region: 'us-east-1',
    endpoint: String(aws.environment[`AWS_ENDPOINT_URL_${name}`]),
    credentials: { ...CREDENTIALS, accessKeyId },
    maxAttempts: 1,
  });
  return {
    dynamo: new DynamoDBClient(settings('DYNAMODB')),
    sqs: new SQSClient(settings('SQS')),
    s3: new S3Client(settings('S3')),
    events: new EventBridgeClient(settings('EVENTBRIDGE')),
    secrets: new SecretsManagerClient(settings('SECRETS_MANAGER')),
  };
}

export const getItem = ({ dynamo }: Clients, pk = 'a'): Promise<unknown> =>
  dynamo.send(new GetItemCommand({ TableName: 'Streams', Key: { pk: { S: pk } } }));

export const send = ({ sqs }: Clients, queueUrl: string): Promise<unknown> =>
  sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [{ Id: '1', MessageBody: 'nudge' }] }));

export const put = ({ s3 }: Clients): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: 'undeliverable', Key: '0oaA/an event & more.json', Body: '{}' }));

export const putEvents = ({ events }: Clients, ...buses: readonly string[]): Promise<unknown> =>
  events.send(
    new PutEventsCommand({
      Entries: buses.map((EventBusName) => ({ EventBusName, Source: 'okta', DetailType: 'SystemLog', Detail: '{}' })),
    }),
  );

export const readSecret = ({ secrets }: Clients, SecretId = 'credentials'): Promise<unknown> =>
  secrets.send(new GetSecretValueCommand({ SecretId }));
