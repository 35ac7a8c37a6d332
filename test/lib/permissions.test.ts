import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { allPropertiesOf, flatten, list, permissionsIn, statementsOf, synthesize } from './synthesize.ts';

/** Every permission of the role whose logical id contains `name`. */
const permissionsOf = (template: Template, name: string): string[] =>
  allPropertiesOf(template, 'AWS::IAM::Policy')
    .filter(({ Roles }) => list(Roles).some((role) => flatten(role).includes(name)))
    .flatMap(statementsOf)
    .flatMap(permissionsIn);

const template = synthesize({ eventBridgeAccounts: ['111122223333', '444455556666'] });
const secrets = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';

describe('least privilege', () => {
  test('the poll function reads the streams, the credentials and its ticks, and sends slices', () => {
    expect(permissionsOf(template, 'PollerPoll')).toEqual([
      'logs:CreateLogStream <StreamingPollerPollLogs.Arn>',
      'logs:PutLogEvents <StreamingPollerPollLogs.Arn>',
      `secretsmanager:GetSecretValue ${secrets}:okta-log-streaming/okta-credentials-??????`,
      'dynamodb:Query <StreamingStreamsTable.Arn>',
      'dynamodb:GetItem <StreamingStreamsTable.Arn>',
      'dynamodb:UpdateItem <StreamingStreamsTable.Arn>',
      'sqs:SendMessage <StreamingEventsQueue.Arn>',
      's3:PutObject <StreamingUndeliverableBucket.Arn>/*',
      'sqs:ReceiveMessage <StreamingPollerScheduleTickQueue.Arn>',
      'sqs:DeleteMessage <StreamingPollerScheduleTickQueue.Arn>',
      'sqs:GetQueueAttributes <StreamingPollerScheduleTickQueue.Arn>',
    ]);
  });

  test('the deliver function takes slices and puts events on buses of the allowed accounts only', () => {
    expect(permissionsOf(template, 'DelivererDeliver')).toEqual([
      'logs:CreateLogStream <StreamingDelivererDeliverLogs.Arn>',
      'logs:PutLogEvents <StreamingDelivererDeliverLogs.Arn>',
      'dynamodb:GetItem <StreamingStreamsTable.Arn>',
      'dynamodb:UpdateItem <StreamingStreamsTable.Arn>',
      `secretsmanager:GetSecretValue ${secrets}:Foreign/Streaming/splunk-tokens/*`,
      's3:PutObject <StreamingUndeliverableBucket.Arn>/*',
      'events:PutEvents arn:<AWS::Partition>:events:*:111122223333:event-bus/*',
      'events:DescribeEventBus arn:<AWS::Partition>:events:*:111122223333:event-bus/*',
      'events:PutEvents arn:<AWS::Partition>:events:*:444455556666:event-bus/*',
      'events:DescribeEventBus arn:<AWS::Partition>:events:*:444455556666:event-bus/*',
      'sqs:ReceiveMessage <StreamingEventsQueue.Arn>',
      'sqs:DeleteMessage <StreamingEventsQueue.Arn>',
      'sqs:GetQueueAttributes <StreamingEventsQueue.Arn>',
    ]);
  });

  test('the dead-letter function rewinds streams and reaches no target', () => {
    expect(permissionsOf(template, 'DeadLetterConsumer')).toEqual([
      'logs:CreateLogStream <StreamingDeadLetterConsumerDeadLetterLogs.Arn>',
      'logs:PutLogEvents <StreamingDeadLetterConsumerDeadLetterLogs.Arn>',
      'dynamodb:GetItem <StreamingStreamsTable.Arn>',
      'dynamodb:UpdateItem <StreamingStreamsTable.Arn>',
      'sqs:ReceiveMessage <StreamingEventsDeadLetters.Arn>',
      'sqs:DeleteMessage <StreamingEventsDeadLetters.Arn>',
      'sqs:GetQueueAttributes <StreamingEventsDeadLetters.Arn>',
    ]);
  });

  test.each([
    { pollInterval: 10, permission: 'sqs:SendMessage <StreamingPollerScheduleTickQueue.Arn>' },
    { pollInterval: 60, permission: 'lambda:InvokeFunction <StreamingPollerPollFunction.Arn>' },
  ])('the schedule may $permission and nothing else', ({ pollInterval, permission }) => {
    expect(permissionsOf(synthesize({ pollInterval }), 'ScheduleRole')).toEqual([permission]);
  });

  test('no other role or policy exists', () => {
    expect(allPropertiesOf(template, 'AWS::IAM::Role')).toHaveLength(4);
    expect(allPropertiesOf(template, 'AWS::IAM::Policy')).toHaveLength(4);
    expect(allPropertiesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain('ManagedPolicyArns');
  });

  test("events go to the stack's own account when no other is allowed", () => {
    const permissions = permissionsOf(synthesize(), 'DelivererDeliver');

    expect(permissions.filter((permission) => permission.startsWith('events:'))).toEqual([
      'events:PutEvents arn:<AWS::Partition>:events:*:<AWS::AccountId>:event-bus/*',
      'events:DescribeEventBus arn:<AWS::Partition>:events:*:<AWS::AccountId>:event-bus/*',
    ]);
  });

  test('a resource policy only ever denies', () => {
    const policies = ['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy'];

    const statements = policies.flatMap((type) => allPropertiesOf(template, type)).flatMap(statementsOf);

    expect(statements).toHaveLength(5);
    expect(new Set(statements.map((statement) => statement['Effect']))).toEqual(new Set(['Deny']));
  });
});
