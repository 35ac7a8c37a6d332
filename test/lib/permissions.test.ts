import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  allPropertiesOf,
  flatten,
  list,
  permissionsIn,
  propertiesOf,
  statementsOf,
  synthesize,
} from './synthesize.ts';

/** Every permission of the role whose logical id contains `name`. */
const permissionsOf = (template: Template, name: string): string[] =>
  allPropertiesOf(template, 'AWS::IAM::Policy')
    .filter(({ Roles }) => list(Roles).some((role) => flatten(role).includes(name)))
    .flatMap(statementsOf)
    .flatMap(permissionsIn);

const template = synthesize({ eventBridgeAccounts: ['111122223333', '444455556666'] });
const withTokens = synthesize({
  adminAuth: 'token',
  eventHookUrl: 'https://hooks.acme.example',
  eventHookSecretName: 'acme/hook',
});
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
      'sqs:SendMessage <StreamingLifecycleNudgesQueue.Arn>',
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

  test('the admin function changes streams and tokens, verifies targets and nudges', () => {
    expect(permissionsOf(template, 'AdminApiAdmin')).toEqual([
      'logs:CreateLogStream <StreamingAdminApiAdminLogs.Arn>',
      'logs:PutLogEvents <StreamingAdminApiAdminLogs.Arn>',
      'dynamodb:Query <StreamingStreamsTable.Arn>',
      'dynamodb:GetItem <StreamingStreamsTable.Arn>',
      'dynamodb:PutItem <StreamingStreamsTable.Arn>',
      'dynamodb:UpdateItem <StreamingStreamsTable.Arn>',
      `secretsmanager:CreateSecret ${secrets}:Foreign/Streaming/splunk-tokens/*`,
      `secretsmanager:PutSecretValue ${secrets}:Foreign/Streaming/splunk-tokens/*`,
      `secretsmanager:GetSecretValue ${secrets}:Foreign/Streaming/splunk-tokens/*`,
      'sqs:SendMessage <StreamingLifecycleNudgesQueue.Arn>',
      'events:PutEvents arn:<AWS::Partition>:events:*:111122223333:event-bus/*',
      'events:DescribeEventBus arn:<AWS::Partition>:events:*:111122223333:event-bus/*',
      'events:PutEvents arn:<AWS::Partition>:events:*:444455556666:event-bus/*',
      'events:DescribeEventBus arn:<AWS::Partition>:events:*:444455556666:event-bus/*',
    ]);
  });

  test('the lifecycle function announces on the queue, the log and the bus, and removes tokens it cannot read', () => {
    expect(permissionsOf(template, 'LifecycleAnnounce')).toEqual([
      'logs:CreateLogStream <StreamingLifecycleAnnounceLogs.Arn>',
      'logs:PutLogEvents <StreamingLifecycleAnnounceLogs.Arn>',
      'dynamodb:Query <StreamingStreamsTable.Arn>',
      'dynamodb:GetItem <StreamingStreamsTable.Arn>',
      'dynamodb:PutItem <StreamingStreamsTable.Arn>',
      'dynamodb:UpdateItem <StreamingStreamsTable.Arn>',
      'dynamodb:DeleteItem <StreamingStreamsTable.Arn>',
      'sqs:SendMessage <StreamingEventsQueue.Arn>',
      `secretsmanager:DeleteSecret ${secrets}:Foreign/Streaming/splunk-tokens/*`,
      'events:PutEvents <StreamingLifecycleBus.Arn>',
      'sqs:ReceiveMessage <StreamingLifecycleNudgesQueue.Arn>',
      'sqs:DeleteMessage <StreamingLifecycleNudgesQueue.Arn>',
      'sqs:GetQueueAttributes <StreamingLifecycleNudgesQueue.Arn>',
    ]);
  });

  test('the authorizer reads the tokens of the admin API and nothing else', () => {
    expect(permissionsOf(withTokens, 'AdminApiTokenAuthorizer')).toEqual([
      'logs:CreateLogStream <StreamingAdminApiTokenAuthorizerAuthorizeLogs.Arn>',
      'logs:PutLogEvents <StreamingAdminApiTokenAuthorizerAuthorizeLogs.Arn>',
      `secretsmanager:GetSecretValue ${secrets}:Foreign/Streaming/admin-tokens-??????`,
    ]);
  });

  test('the hook reads its secret and remembers its verification', () => {
    expect(permissionsOf(withTokens, 'EventHookPost')).toEqual([
      'logs:CreateLogStream <StreamingEventHookPostLogs.Arn>',
      'logs:PutLogEvents <StreamingEventHookPostLogs.Arn>',
      `secretsmanager:GetSecretValue ${secrets}:acme/hook-??????`,
      'dynamodb:GetItem <StreamingStreamsTable.Arn>',
      'dynamodb:PutItem <StreamingStreamsTable.Arn>',
    ]);
  });

  test.each([
    { name: 'ReadOnlyPolicy', methods: 'GET' },
    { name: 'AdminPolicy', methods: '*' },
  ])('$name lets its holder call $methods of the API and nothing else', ({ name, methods }) => {
    const policy = propertiesOf(template, 'AWS::IAM::ManagedPolicy', name);

    expect(statementsOf(policy).flatMap(permissionsIn)).toEqual([
      'execute-api:Invoke arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:' +
        `<StreamingAdminApi>/<StreamingAdminApiDeploymentStageapi>/${methods}/v1/*`,
    ]);
  });

  test('policies for AWS credentials are there only when callers have some', () => {
    expect(allPropertiesOf(withTokens, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  test.each([
    { of: 'the API', from: template, name: 'AdminApi', principal: 'apigateway.amazonaws.com', count: 2 },
    { of: 'the hook', from: withTokens, name: 'EventHook', principal: 'events.amazonaws.com', count: 1 },
    { of: 'the authorizer', from: withTokens, name: 'Authorizer', principal: 'apigateway.amazonaws.com', count: 1 },
  ])('the function of $of is invoked by $principal for this stack alone', ({ from, name, principal, count }) => {
    const permissions = allPropertiesOf(from, 'AWS::Lambda::Permission', name);

    const sources = permissions.map(({ SourceArn }) => flatten(SourceArn));
    expect(sources).toHaveLength(count);
    expect(sources.filter((source) => !/<Streaming(AdminApi|EventHookRule\.Arn)>/.test(source))).toEqual([]);
    expect(new Set(permissions.map(({ Principal }) => Principal))).toEqual(new Set([principal]));
  });

  test.each([
    { pollInterval: 10, permission: 'sqs:SendMessage <StreamingPollerScheduleTickQueue.Arn>' },
    { pollInterval: 60, permission: 'lambda:InvokeFunction <StreamingPollerPollFunction.Arn>' },
  ])('the schedule may $permission and nothing else', ({ pollInterval, permission }) => {
    expect(permissionsOf(synthesize({ pollInterval }), 'ScheduleRole')).toEqual([permission]);
  });

  test('no other role or policy exists', () => {
    expect(allPropertiesOf(template, 'AWS::IAM::Role')).toHaveLength(7);
    expect(allPropertiesOf(template, 'AWS::IAM::Policy')).toHaveLength(6);
    expect(allPropertiesOf(template, 'AWS::IAM::ManagedPolicy')).toHaveLength(2);
    expect(allPropertiesOf(withTokens, 'AWS::IAM::Role')).toHaveLength(9);
    expect(allPropertiesOf(withTokens, 'AWS::IAM::Policy')).toHaveLength(8);
  });

  test('a policy of AWS itself is on the log role of API Gateway only, which no function has', () => {
    const roles = allPropertiesOf(template, 'AWS::IAM::Role').filter(
      (role) => role['ManagedPolicyArns'] !== undefined,
    );

    expect(roles).toMatchObject([
      { AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] } },
    ]);
    expect(roles.flatMap((role) => list(role['ManagedPolicyArns']).map(flatten))).toEqual([
      'arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    ]);
  });

  test("events go to the stack's own account when no other is allowed", () => {
    const permissions = permissionsOf(synthesize(), 'DelivererDeliver');

    expect(permissions.filter((permission) => permission.startsWith('events:'))).toEqual([
      'events:PutEvents arn:<AWS::Partition>:events:*:<AWS::AccountId>:event-bus/*',
      'events:DescribeEventBus arn:<AWS::Partition>:events:*:<AWS::AccountId>:event-bus/*',
    ]);
  });

  test('a resource policy only ever denies, but for alarms that publish to their topic', () => {
    const policies = ['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy'];

    const statements = policies.flatMap((type) => allPropertiesOf(template, type)).flatMap(statementsOf);

    const allowing = statements.filter((statement) => statement['Effect'] !== 'Deny');
    expect(statements).toHaveLength(8);
    expect(allowing.flatMap(permissionsIn)).toEqual(['sns:Publish <StreamingMonitoringAlarmsNotificationsTopic>']);
    expect(allowing.map((statement) => statement['Principal'])).toEqual([{ Service: 'cloudwatch.amazonaws.com' }]);
  });
});
