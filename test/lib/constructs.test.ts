import { describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { User } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { AdminTokens } from '../../lib/admin-tokens.ts';
import { EventBus } from '../../lib/event-bus.ts';
import { EventQueue } from '../../lib/event-queue.ts';
import { NodeFunction } from '../../lib/node-function.ts';
import { OktaCredentials } from '../../lib/okta-credentials.ts';
import { QueueConsumer } from '../../lib/queue-consumer.ts';
import { SplunkTokens } from '../../lib/splunk-tokens.ts';
import { StreamTable } from '../../lib/stream-table.ts';
import { UndeliverableBucket } from '../../lib/undeliverable-bucket.ts';
import { allPropertiesOf, foreignStack, permissionsIn, propertiesOf, statementsOf } from './synthesize.ts';

/** The template of a stack with what `create` puts into it. */
function templateOf(create: (stack: Stack) => unknown): Template {
  const stack = foreignStack();
  create(stack);
  return Template.fromStack(stack);
}

const { RETAIN, DESTROY } = RemovalPolicy;

const tableWith = (removalPolicy: RemovalPolicy) =>
  templateOf((stack) => new StreamTable(stack, 'Streams', { removalPolicy }));

const pollFunction = (stack: Stack) =>
  new NodeFunction(stack, 'Poll', {
    entry: 'poll.handler.ts',
    description: 'Polls',
    environment: { STREAM_TABLE: 'streams' },
    timeout: Duration.seconds(7),
    logs: { retention: RetentionDays.ONE_WEEK, removalPolicy: DESTROY },
  });

/** What a reader may do that was granted something. */
const grantedBy = (grant: (stack: Stack, reader: User) => void): string[] => {
  const template = templateOf((stack) => grant(stack, new User(stack, 'Reader')));
  return statementsOf(propertiesOf(template, 'AWS::IAM::Policy')).flatMap(permissionsIn);
};

describe('StreamTable', () => {
  test('has string keys, capacity on demand, encryption, point-in-time recovery and expiry', () => {
    tableWith(RETAIN).hasResourceProperties('AWS::DynamoDB::Table', {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test.each([
    { removalPolicy: RETAIN, deletionPolicy: 'Retain', isProtected: true },
    { removalPolicy: DESTROY, deletionPolicy: 'Delete', isProtected: false },
  ])('is protected against deletion: $isProtected, when its policy is $deletionPolicy', (table) => {
    tableWith(table.removalPolicy).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: table.deletionPolicy,
      UpdateReplacePolicy: table.deletionPolicy,
      Properties: Match.objectLike({ DeletionProtectionEnabled: table.isProtected }),
    });
  });
});

describe('UndeliverableBucket', () => {
  const template = templateOf((stack) => new UndeliverableBucket(stack, 'Undeliverable', { removalPolicy: RETAIN }));

  test('is private, encrypted and versioned', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('never lets an event expire, only what was overwritten', () => {
    const { LifecycleConfiguration } = propertiesOf(template, 'AWS::S3::Bucket');

    expect(LifecycleConfiguration).toEqual({
      Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 90 }, Status: 'Enabled' }],
    });
  });

  test('refuses plain HTTP and old TLS, also when it outlives the stack', () => {
    const statements = statementsOf(propertiesOf(template, 'AWS::S3::BucketPolicy'));

    expect(statements).toMatchObject([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
    template.hasResource('AWS::S3::BucketPolicy', { DeletionPolicy: 'Retain' });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  });
});

describe('EventQueue', () => {
  const template = templateOf(
    (stack) =>
      new EventQueue(stack, 'Events', {
        deliverTimeout: Duration.seconds(50),
        deadLetterTimeout: Duration.seconds(20),
      }),
  );
  const fifo = {
    ContentBasedDeduplication: false,
    DeduplicationScope: 'messageGroup',
    FifoQueue: true,
    FifoThroughputLimit: 'perMessageGroupId',
    MaximumMessageSize: 1024 * 1024,
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
    SqsManagedSseEnabled: true,
  };

  test('keeps the order per stream at high throughput, and five receives make a dead letter', () => {
    expect(propertiesOf(template, 'AWS::SQS::Queue', 'EventsQueue')).toEqual({
      ...fifo,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] },
        maxReceiveCount: 5,
      },
      VisibilityTimeout: 6 * 50,
    });
  });

  test('has dead letters in a FIFO queue too, which themselves go nowhere', () => {
    expect(propertiesOf(template, 'AWS::SQS::Queue', 'DeadLetters')).toEqual({ ...fifo, VisibilityTimeout: 6 * 20 });
  });

  test('refuses plain HTTP on both queues', () => {
    const policies = allPropertiesOf(template, 'AWS::SQS::QueuePolicy');

    expect(policies).toHaveLength(2);
    for (const [statement] of policies.map(statementsOf)) {
      expect(statement).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    }
  });
});

describe('NodeFunction', () => {
  const template = templateOf(pollFunction);

  test('runs on Node 24 on arm64, with JSON logs in a log group of its own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps', STREAM_TABLE: 'streams' } },
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('Logs') } },
      MemorySize: 256,
      ReservedConcurrentExecutions: Match.absent(),
      Runtime: 'nodejs24.x',
      Timeout: 7,
    });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 7 } });
  });

  test('may write to its own log group and has no managed policy', () => {
    expect(statementsOf(propertiesOf(template, 'AWS::IAM::Policy')).flatMap(permissionsIn)).toEqual([
      'logs:CreateLogStream <PollLogs.Arn>',
      'logs:PutLogEvents <PollLogs.Arn>',
    ]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('gets a batch from a queue with the three permissions that Lambda asks for', () => {
    const consumed = templateOf((stack) => {
      const { queue } = new EventQueue(stack, 'Events', {
        deliverTimeout: Duration.seconds(7),
        deadLetterTimeout: Duration.seconds(7),
      });
      return new QueueConsumer(stack, 'Consumer', { queue, consumer: pollFunction(stack), batchSize: 3 });
    });

    consumed.hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 3 });
    consumed.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] }),
        ]),
      },
    });
  });
});

describe('secrets', () => {
  const ADMIN_ACTIONS = ['CreateSecret', 'PutSecretValue', 'GetSecretValue'];
  const secrets = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';

  test('of Okta can be read under exactly their name', () => {
    const granted = grantedBy((stack, reader) =>
      new OktaCredentials(stack, 'Credentials', { secretName: 'acme/okta' }).grantRead(reader),
    );

    expect(granted).toEqual([`secretsmanager:GetSecretValue ${secrets}:acme/okta-??????`]);
  });

  test('of Splunk can be read below their prefix', () => {
    const granted = grantedBy((stack, reader) =>
      new SplunkTokens(stack, 'Tokens', { prefix: 'acme/splunk' }).grantRead(reader),
    );

    expect(granted).toEqual([`secretsmanager:GetSecretValue ${secrets}:acme/splunk/*`]);
  });

  test.each([
    { may: 'change them', grant: (tokens: SplunkTokens, to: User) => tokens.grantAdmin(to), actions: ADMIN_ACTIONS },
    {
      may: 'remove them',
      grant: (tokens: SplunkTokens, to: User) => tokens.grantRemove(to),
      actions: ['DeleteSecret'],
    },
  ])('of Splunk are below their prefix for those too who may $may', ({ grant, actions }) => {
    const granted = grantedBy((stack, reader) =>
      grant(new SplunkTokens(stack, 'Tokens', { prefix: 'acme/splunk' }), reader),
    );

    expect(granted).toEqual(actions.map((action) => `secretsmanager:${action} ${secrets}:acme/splunk/*`));
  });

  test('of the admin API can be read under exactly their name', () => {
    const granted = grantedBy((stack, reader) =>
      new AdminTokens(stack, 'Tokens', { secretName: 'acme/admin-tokens' }).grantRead(reader),
    );

    expect(granted).toEqual([`secretsmanager:GetSecretValue ${secrets}:acme/admin-tokens-??????`]);
  });

  test.each(['*', 'acme/?', ''])('cannot be read under the name "%s", which is that of others too', (secretName) => {
    const granting = () =>
      grantedBy((stack, reader) => new AdminTokens(stack, 'Tokens', { secretName }).grantRead(reader));

    expect(granting).toThrow(`got "${secretName}"`);
  });

  test.each(['*', 'acme?', ''])('of Splunk cannot have the prefix "%s", which would open others', (prefix) => {
    expect(() => new SplunkTokens(foreignStack(), 'Tokens', { prefix })).toThrow(`got "${prefix}"`);
  });
});

describe('EventBus', () => {
  test('archives every event for as long as Okta keeps it', () => {
    const template = templateOf((stack) => new EventBus(stack, 'Bus', { name: 'okta', removalPolicy: RETAIN }));

    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'okta' });
    template.hasResource('AWS::Events::Archive', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({ EventPattern: { source: [{ prefix: '' }] }, RetentionDays: 90 }),
    });
  });
});
