import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { parseEventHookConfig, parseLifecycleConfig } from '../../lambdas/runtime/config.ts';
import { allPropertiesOf, environmentOf, ORG_URL, propertiesOf, resourceIds, synthesize } from './synthesize.ts';

const template = synthesize();
const withHook = synthesize({ eventHookUrl: 'https://hooks.acme.example/okta', eventHookSecretName: 'acme/hook' });

describe('lifecycle events', () => {
  const { Timeout } = propertiesOf(template, 'AWS::Lambda::Function', 'LifecycleAnnounce');

  test('wait for nudges on an encrypted queue that keeps one from one poll to the next', () => {
    expect(propertiesOf(template, 'AWS::SQS::Queue', 'LifecycleNudges')).toEqual({
      MessageRetentionPeriod: 10 * 60,
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * Number(Timeout),
    });
    expect(Timeout).toBe(60);
  });

  test('are announced for all nudges that waited, two invocations at most side by side', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('LifecycleNudges'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('LifecycleAnnounceFunction') },
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test('are announced to what the function is configured with', () => {
    expect(parseLifecycleConfig(environmentOf(template, 'LifecycleAnnounce'))).toEqual({
      orgUrl: new URL(ORG_URL),
      streamTable: '<StreamingStreamsTable>',
      eventQueueUrl: '<StreamingEventsQueue>',
      lifecycleBusName: '<StreamingLifecycleBus>',
      splunkTokenSecretPrefix: 'Foreign/Streaming/splunk-tokens',
    });
  });

  test.each([
    { lifecycleBusName: undefined, name: expect.stringMatching(/^ForeignStreamingLifecycleBus/) },
    { lifecycleBusName: 'acme-lifecycle', name: 'acme-lifecycle' },
  ])('have a bus of their own whose name may be $lifecycleBusName', ({ lifecycleBusName, name }) => {
    const named = synthesize(lifecycleBusName === undefined ? {} : { lifecycleBusName });

    expect(propertiesOf(named, 'AWS::Events::EventBus')).toMatchObject({ Name: name });
  });
});

describe('the event hook', () => {
  test('is there only when it has a URL', () => {
    const ofAlarms = /^StreamingMonitoringAlarms/;

    expect(resourceIds(template).filter((id) => id.includes('EventHook') && !ofAlarms.test(id))).toEqual([]);
    expect(allPropertiesOf(template, 'AWS::Events::Rule')).toEqual([]);
    expect(resourceIds(withHook).filter((id) => id.includes('EventHook') && !ofAlarms.test(id))).not.toEqual([]);
  });

  test('gets every event of the lifecycle bus', () => {
    expect(propertiesOf(withHook, 'AWS::Events::Rule')).toMatchObject({
      EventBusName: { Ref: expect.stringContaining('LifecycleBus') },
      EventPattern: { 'detail-type': ['SystemLog'] },
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringContaining('EventHookPostFunction'), 'Arn'] } }],
    });
  });

  // Nobody was invoked with what could not be handed over, so EventBridge's own retries multiply nothing.
  test('is handed what it was not handed at first', () => {
    const { Targets } = propertiesOf(withHook, 'AWS::Events::Rule') as { readonly Targets: readonly object[] };

    expect(Targets.map((target) => Object.keys(target).toSorted())).toEqual([['Arn', 'Id']]);
  });

  test('is invoked again when its table or its secret does not answer', () => {
    withHook.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('EventHookPostFunction') },
      MaximumRetryAttempts: 2,
    });
  });

  test('knows where to post and which secret to show', () => {
    expect(parseEventHookConfig(environmentOf(withHook, 'EventHookPost'))).toEqual({
      orgUrl: new URL(ORG_URL),
      streamTable: '<StreamingStreamsTable>',
      url: new URL('https://hooks.acme.example/okta'),
      secretId: 'acme/hook',
    });
    expect(propertiesOf(withHook, 'AWS::Lambda::Function', 'EventHookPost')).toMatchObject({ Timeout: 15 });
  });
});
