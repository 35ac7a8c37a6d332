import { describe, expect, test } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { parseDeadLetterConfig, parseDeliverConfig, parsePollConfig } from '../../lambdas/runtime/config.ts';
import { DeploymentConfigError } from '../../lib/deployment-config.ts';
import { OktaLogStreaming } from '../../lib/okta-log-streaming.ts';
import {
  allPropertiesOf,
  environmentOf,
  foreignStack,
  object,
  ORG_URL,
  propertiesOf,
  resourceIds,
  synthesize,
} from './synthesize.ts';

describe('environment', () => {
  const template = synthesize({ rateLimitShare: 0.2, backlogLimitEvents: 700, attemptTimeoutSeconds: 3 });

  test('holds what the poll function is configured with', () => {
    expect(parsePollConfig(environmentOf(template, 'PollerPoll'))).toEqual({
      orgUrl: new URL(ORG_URL),
      credentialsSecretId: 'okta-log-streaming/okta-credentials',
      rateLimitShare: 0.2,
      streamTable: expect.stringContaining('StreamsTable'),
      eventQueueUrl: expect.stringContaining('EventsQueue'),
      undeliverableBucket: expect.stringContaining('UndeliverableBucket'),
      backlogLimitEvents: 700,
      lifecycleQueueUrl: expect.stringContaining('LifecycleNudges'),
    });
  });

  test('holds what the deliver function is configured with', () => {
    expect(parseDeliverConfig(environmentOf(template, 'DelivererDeliver'))).toMatchObject({
      orgUrl: new URL(ORG_URL),
      streamTable: expect.stringContaining('StreamsTable'),
      undeliverableBucket: expect.stringContaining('UndeliverableBucket'),
      splunkTokenSecretPrefix: 'Foreign/Streaming/splunk-tokens',
      attemptTimeoutMs: 3000,
    });
  });

  test('holds what the dead-letter function is configured with', () => {
    expect(parseDeadLetterConfig(environmentOf(template, 'DeadLetterConsumer'))).toEqual({
      orgUrl: new URL(ORG_URL),
      streamTable: expect.stringContaining('StreamsTable'),
    });
  });

  test('leaves the deliver function one receive before a message becomes a dead letter', () => {
    const { RedrivePolicy } = propertiesOf(template, 'AWS::SQS::Queue', 'EventsQueue');

    const { maxReceiveCount } = parseDeliverConfig(environmentOf(template, 'DelivererDeliver'));

    expect(RedrivePolicy).toMatchObject({ maxReceiveCount: maxReceiveCount + 1 });
  });
});

describe('timeouts', () => {
  test.each([
    { attemptTimeoutSeconds: 1, timeout: 12 },
    { attemptTimeoutSeconds: 60, timeout: 130 },
  ])(
    'a delivery with attempts of $attemptTimeoutSeconds s has $timeout s, and a message stays hidden for six of them',
    (given) => {
      const template = synthesize({ attemptTimeoutSeconds: given.attemptTimeoutSeconds });

      expect(propertiesOf(template, 'AWS::Lambda::Function', 'DelivererDeliver')).toMatchObject({
        Timeout: given.timeout,
      });
      expect(propertiesOf(template, 'AWS::SQS::Queue', 'EventsQueue')).toMatchObject({
        VisibilityTimeout: 6 * given.timeout,
      });
    },
  );

  test('a dead letter stays hidden for six timeouts of its function', () => {
    const template = synthesize();
    const { Timeout } = propertiesOf(template, 'AWS::Lambda::Function', 'DeadLetterConsumer');

    expect(propertiesOf(template, 'AWS::SQS::Queue', 'DeadLetters')).toMatchObject({
      VisibilityTimeout: 6 * Number(Timeout),
    });
  });
});

describe('queue consumers', () => {
  const template = synthesize();

  test('the deliver function gets one slice at a time and answers which one failed', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EventsQueue'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('DelivererDeliverFunction') },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('the dead-letter function gets one dead letter at a time', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EventsDeadLetters'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('DeadLetterFunction') },
    });
  });
});

describe('settings', () => {
  test('destroy keeps nothing', () => {
    const template = synthesize({
      removalPolicy: 'destroy',
      eventBusName: 'okta',
      eventHookUrl: 'https://hooks.acme.example',
    });

    expect(JSON.stringify(template.toJSON())).not.toContain('"Retain');
  });

  test('retain keeps the table, the undeliverable events, the archive, the logs and how an account writes them', () => {
    const template = synthesize({ eventBusName: 'okta' });

    const resources = Object.values(object(template.toJSON()['Resources'])).map(object);
    const retained = resources.filter((resource) => resource['DeletionPolicy'] === 'Retain');

    expect(new Set(retained.map((resource) => resource['Type']))).toEqual(
      new Set([
        'AWS::ApiGateway::Account',
        'AWS::DynamoDB::Table',
        'AWS::Events::Archive',
        'AWS::IAM::Role',
        'AWS::Logs::LogGroup',
        'AWS::S3::Bucket',
        'AWS::S3::BucketPolicy',
      ]),
    );
    expect(retained.filter((resource) => resource['UpdateReplacePolicy'] !== 'Retain')).toEqual([]);
  });

  test('an event bus for streams is created only when it is named', () => {
    const buses = [undefined, 'okta'].map((eventBusName) =>
      allPropertiesOf(synthesize({ eventBusName }), 'AWS::Events::EventBus', 'StreamingEventBus'),
    );

    expect(buses).toEqual([[], [{ Name: 'okta' }]]);
  });

  test('logs are kept as long as asked', () => {
    const groups = allPropertiesOf(synthesize({ logRetentionDays: 30 }), 'AWS::Logs::LogGroup');

    expect(groups.map(({ RetentionInDays }) => RetentionInDays)).toEqual([30, 30, 30, 30, 30, 30]);
  });

  test('that cannot be deployed are refused in code as they are in the context', () => {
    expect(() => synthesize({ pollInterval: 7, rateLimitShare: 2 })).toThrow(DeploymentConfigError);
  });
});

describe('in an app of somebody else', () => {
  test('two of them share a stack and nothing in it', () => {
    const stack = foreignStack();
    for (const org of ['acme', 'globex']) {
      const streaming = new OktaLogStreaming(stack, org, { orgUrl: `https://${org}.okta.com` });
      expect(streaming.splunkTokens.prefix).toBe(`Foreign/${org}/splunk-tokens`);
    }

    const template = Template.fromStack(stack);

    const one = resourceIds(synthesize()).length;
    const ids = resourceIds(template);
    expect(ids.filter((id) => id.startsWith('acme'))).toHaveLength(one);
    expect(ids.filter((id) => id.startsWith('globex'))).toHaveLength(one);
    expect(ids).toHaveLength(2 * one);
    expect(environmentOf(template, 'acmePollerPoll')['OKTA_ORG_URL']).toBe('https://acme.okta.com');
    expect(environmentOf(template, 'globexPollerPoll')['STREAM_TABLE']).toContain('globexStreamsTable');
    const dashboards = allPropertiesOf(template, 'AWS::CloudWatch::Dashboard');
    expect(dashboards.map(({ DashboardName }) => DashboardName)).toEqual(['Foreign-acme', 'Foreign-globex']);
  });
});
