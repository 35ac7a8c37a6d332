import { describe, expect, test } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { allPropertiesOf, flatten, list, object, propertiesOf, synthesize } from './synthesize.ts';

const SEND_MESSAGE_BATCH = 'arn:<AWS::Partition>:scheduler:::aws-sdk:sqs:sendMessageBatch';

/** What the schedules of a deployment call, and what with. */
const callsOf = (template: Template) =>
  allPropertiesOf(template, 'AWS::Scheduler::Schedule').map(({ ScheduleExpression, Target }) => {
    const { Arn, Input } = object(Target);
    const input = Input === undefined ? {} : object(JSON.parse(flatten(Input)));
    return { expression: ScheduleExpression, arn: flatten(Arn), input };
  });

/** The ticks of each call. */
const ticksOf = (template: Template) => callsOf(template).map(({ input }) => list(input['Entries']).map(object));

const delaysOf = (template: Template): number[] =>
  ticksOf(template)
    .flat()
    .map((tick) => Number(tick['DelaySeconds']));

describe('below a minute', () => {
  test.each([
    { pollInterval: 5, entries: [10, 2] },
    { pollInterval: 6, entries: [10] },
    { pollInterval: 10, entries: [6] },
    { pollInterval: 30, entries: [2] },
  ])('every $pollInterval s a tick comes due, in batches of $entries', ({ pollInterval, entries }) => {
    const template = synthesize({ pollInterval });

    expect(ticksOf(template).map((ticks) => ticks.length)).toEqual(entries);
    expect(delaysOf(template)).toEqual(Array.from({ length: 60 / pollInterval }, (_, index) => index * pollInterval));
    for (const call of callsOf(template)) {
      expect(call).toMatchObject({ arn: SEND_MESSAGE_BATCH, expression: 'rate(1 minute)' });
    }
  });

  const template = synthesize({ pollInterval: 5 });
  const queue = propertiesOf(template, 'AWS::SQS::Queue', 'TickQueue');

  test('a batch is a request that SQS accepts: the queue, and entries with ids and bodies', () => {
    const [first] = callsOf(template);

    expect(first?.input).toMatchObject({
      QueueUrl: expect.stringMatching(/^<.*TickQueue.*>$/),
      Entries: expect.arrayContaining([{ Id: 'tick-5', MessageBody: 'tick', DelaySeconds: 5 }]),
    });
    expect(new Set(ticksOf(template).flatMap((ticks) => ticks.map((tick) => tick['Id']))).size).toBe(12);
  });

  test('a tick that nobody took within a minute of coming due vanishes', () => {
    const latest = Math.max(...delaysOf(template));

    expect(queue).toMatchObject({ MessageRetentionPeriod: latest + 60 });
  });

  test('a tick whose poll fails is gone before it could be handed out again', () => {
    const { Timeout } = propertiesOf(template, 'AWS::Lambda::Function', 'PollerPoll');

    expect(queue).toMatchObject({ VisibilityTimeout: Timeout });
    expect(Number(queue['VisibilityTimeout'])).toBeGreaterThan(Number(queue['MessageRetentionPeriod']));
  });

  test('ticks that waited cause one poll together', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('TickQueue'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('PollerPollFunction') },
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });
});

describe('from a minute on', () => {
  test.each([
    { pollInterval: 60, expression: 'rate(1 minute)' },
    { pollInterval: 300, expression: 'rate(5 minutes)' },
  ])(
    'the schedule invokes the function itself at $expression, and there is no tick queue',
    ({ pollInterval, expression }) => {
      const template = synthesize({ pollInterval });

      expect(callsOf(template)).toEqual([
        { expression, arn: expect.stringMatching(/^<.*PollFunction.*\.Arn>$/), input: {} },
      ]);
      expect(allPropertiesOf(template, 'AWS::SQS::Queue', 'TickQueue')).toEqual([]);
    },
  );

  test('a poll that fails or has to wait is given up, as the next one follows', () => {
    const template = synthesize({ pollInterval: 60 });

    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('PollFunction') },
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
    });
  });
});

describe.each([10, 60])('every %i s', (pollInterval) => {
  const template = synthesize({ pollInterval });

  test('the schedule is punctual and gives up within a minute', () => {
    expect(propertiesOf(template, 'AWS::Scheduler::Schedule')).toMatchObject({
      FlexibleTimeWindow: { Mode: 'OFF' },
      GroupName: { Ref: expect.stringContaining('ScheduleGroup') },
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 } },
    });
  });

  test('only a schedule of its own group and account may use its role', () => {
    expect(propertiesOf(template, 'AWS::IAM::Role', 'Schedule')).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': { 'Fn::GetAtt': [expect.stringContaining('ScheduleGroup'), 'Arn'] },
              },
            },
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
          },
        ],
        Version: '2012-10-17',
      },
    });
  });

  test('one poll runs at a time where a concurrency can be reserved', () => {
    const without = synthesize({ pollInterval, reservedConcurrency: false });

    const reserved = [template, without].map(
      (each) => propertiesOf(each, 'AWS::Lambda::Function', 'PollerPoll')['ReservedConcurrentExecutions'],
    );

    expect(reserved).toEqual([1, undefined]);
  });
});
