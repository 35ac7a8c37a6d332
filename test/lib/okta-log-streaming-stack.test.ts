import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type App, Stack } from 'aws-cdk-lib/core';
import { buildApp } from '../../lib/build-app.ts';
import { PLACEHOLDER_ORG_URL } from '../../lib/okta-log-streaming-stack.ts';
import { flatten, object, ORG_URL, temporaryOutdir, WITHOUT_BUNDLING } from './synthesize.ts';

const appWith = (context: Record<string, unknown> = {}): App =>
  buildApp({ context: { orgUrl: ORG_URL, ...WITHOUT_BUNDLING, ...context }, outdir: temporaryOutdir() });

const stackOf = (app: App): Stack => {
  const stack = app.node.findChild('OktaLogStreaming');
  if (!Stack.isStack(stack)) throw new Error('OktaLogStreaming is not a stack');
  return stack;
};

const templateOf = (app: App): Template => Template.fromStack(stackOf(app));

describe('the app', () => {
  test.each([
    { eventBusName: 'okta', pollInterval: 60, eventBridgeAccounts: '111122223333,444455556666' },
    { adminAuth: 'token', eventHookUrl: 'https://hooks.acme.example/okta', apiGatewayLogRole: false },
    { alarmEmail: 'soc@acme.example', lagObjectiveSeconds: 600 },
  ])('passes cdk-nag and the rules of CloudFormation with %j', (context) => {
    const app = appWith(context);

    const { stacks } = app.synth();

    expect(stacks.map(({ stackName }) => stackName)).toEqual(['okta-log-streaming']);
  });

  test('fails when cdk-nag finds something', () => {
    const app = appWith();
    const bucket = new Bucket(stackOf(app), 'Plain');

    expect(() => app.synth()).toThrow(new RegExp(`${bucket.node.path}.*AwsSolutions-S10`, 's'));
  });

  test('fails when CloudFormation would refuse the template', () => {
    const app = appWith();
    const broken = app.node.findAll().find((construct) => construct instanceof CfnFunction);
    broken?.addPropertyOverride('Timeout', 5000);

    expect(() => app.synth()).toThrow(/5000/);
  });

  test('names every problem of the context at once', () => {
    expect(() => appWith({ orgUrl: 'acme', pollIntervall: 5 })).toThrow(/orgUrl.*"pollIntervall" is not a setting/s);
  });
});

describe('the stack', () => {
  const template = templateOf(appWith());
  const text = JSON.stringify(template.toJSON());

  test('is what it was', () => {
    const normalised = text.replaceAll(/[0-9a-f]{64}\.zip/g, '<asset>.zip');

    expect(JSON.parse(normalised)).toMatchSnapshot();
  });

  test('is synthesized without a warning', () => {
    expect(Annotations.fromStack(stackOf(appWith())).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('keeps the logical ids of what holds data: another id is another, empty resource', () => {
    const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'];

    const ids = stateful.flatMap((type) => Object.keys(template.findResources(type)));

    expect(ids).toEqual([
      'StreamingStreamsTableCF170661',
      'StreamingUndeliverableBucket7D15AAA0',
      'StreamingEventsDeadLetters3DE1713B',
      'StreamingEventsQueueC9D09DD2',
      'StreamingLifecycleNudgesQueueE85344D7',
      'StreamingPollerScheduleTickQueueFFBC0361',
      'StreamingLifecycleAnnounceLogsB1D32D5A',
      'StreamingPollerPollLogsEDD8C37E',
      'StreamingDelivererDeliverLogs9D655FC7',
      'StreamingDeadLetterConsumerDeadLetterLogs8C2E62FB',
      'StreamingAdminApiAdminLogs0C079CE0',
      'StreamingAdminApiAccessLogsA3FB50F6',
    ]);
  });

  test('has no secret and no reference to the value of one', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect(text).not.toMatch(/resolve:secretsmanager|resolve:ssm-secure|SecretString/);
  });

  test('names no partition, so that it deploys to GovCloud and China too', () => {
    expect(text).not.toMatch(/arn:aws/);
  });

  test('tells its admin the names that are needed', () => {
    const outputs = Object.keys(template.findOutputs('*'));

    expect(outputs.toSorted()).toEqual([
      'AdminApiUrl',
      'AdminAuth',
      'AdminFunctionName',
      'AdminLogGroupName',
      'AdminPolicyArn',
      'AlarmTopicArn',
      'CredentialsSecretName',
      'DashboardName',
      'DeadLetterFunctionName',
      'DeadLetterLogGroupName',
      'DeadLetterQueueUrl',
      'DeliverFunctionName',
      'DeliverLogGroupName',
      'EventQueueUrl',
      'LifecycleBusArn',
      'LifecycleBusName',
      'LifecycleFunctionName',
      'LifecycleLogGroupName',
      'LifecycleQueueUrl',
      'OrgUrl',
      'PollFunctionName',
      'PollLogGroupName',
      'ReadOnlyPolicyArn',
      'SplunkTokenSecretPrefix',
      'StreamTableName',
      'UndeliverableBucketName',
    ]);
  });

  test('names the event bus when it has one', () => {
    const { EventBusName } = templateOf(appWith({ eventBusName: 'okta' })).findOutputs('EventBusName');

    expect(EventBusName).toBeDefined();
  });

  test('names the tokens and the authorizer instead of policies when its callers have tokens', () => {
    const outputs = templateOf(appWith({ adminAuth: 'token' })).findOutputs('*');

    expect(outputs['AdminAuth']).toEqual({ Value: 'token' });
    expect(outputs['AdminTokensSecretName']).toEqual({ Value: 'okta-log-streaming/admin-tokens' });
    expect(Object.keys(outputs)).toContain('AuthorizeFunctionName');
    expect(Object.keys(outputs).filter((name) => name.endsWith('PolicyArn'))).toEqual([]);
  });

  test('gives the origin of its API, to which clients add the path that they know from Okta', () => {
    const { AdminApiUrl } = template.findOutputs('AdminApiUrl');

    expect(flatten(AdminApiUrl?.['Value'])).toBe(
      'https://<StreamingAdminApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>',
    );
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'api' });
  });

  test('has Splunk tokens and a lifecycle bus of its own, next to another stack', () => {
    const other = templateOf(appWith({ stackName: 'okta-acme' }));

    template.hasOutput('SplunkTokenSecretPrefix', { Value: 'okta-log-streaming/splunk-tokens' });
    other.hasOutput('SplunkTokenSecretPrefix', { Value: 'okta-acme/splunk-tokens' });
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'okta-log-streaming-lifecycle' });
    other.hasResourceProperties('AWS::Events::EventBus', { Name: 'okta-acme-lifecycle' });
  });

  test('calls its alarms, its dashboard and the folder of its queries by its own name', () => {
    const other = templateOf(appWith({ stackName: 'okta-acme' }));
    const named = (type: string, property: string): string[] =>
      Object.values(other.findResources(type)).map(({ Properties }) => String(object(Properties)[property]));

    const names = [
      ...named('AWS::CloudWatch::Alarm', 'AlarmName'),
      ...named('AWS::CloudWatch::CompositeAlarm', 'AlarmName'),
      ...named('AWS::CloudWatch::Dashboard', 'DashboardName'),
      ...named('AWS::Logs::QueryDefinition', 'Name'),
    ];

    expect(names.filter((name) => !/^okta-acme($|[-/])/.test(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(20);
  });

  test.each([
    { removalPolicy: 'retain', isProtected: true },
    { removalPolicy: 'destroy', isProtected: false },
  ])('is protected against deletion: $isProtected, with $removalPolicy', ({ removalPolicy, isProtected }) => {
    expect(stackOf(appWith({ removalPolicy })).terminationProtection).toBe(isProtected);
  });
});

describe('a fresh clone', () => {
  const cdkJson: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));

  test('can be synthesized with a placeholder', () => {
    expect(object(cdkJson)['context']).toMatchObject({ orgUrl: PLACEHOLDER_ORG_URL });
  });

  test('cannot be deployed before it is told the org', () => {
    const [fresh, configured] = [PLACEHOLDER_ORG_URL, ORG_URL].map((orgUrl) =>
      object(templateOf(appWith({ orgUrl })).toJSON()['Rules']),
    );

    expect(fresh?.['OrgUrlIsGiven']).toMatchObject({
      Assertions: [{ Assert: { 'Fn::Equals': [PLACEHOLDER_ORG_URL, expect.not.stringContaining('http')] } }],
    });
    expect(configured?.['OrgUrlIsGiven']).toBeUndefined();
  });
});
