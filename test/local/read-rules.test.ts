import { describe, expect, test } from '@jest/globals';
import type { Scope } from '../../local/intrinsics.ts';
import { readRules } from '../../local/read-rules.ts';
import { templateOf } from '../support/templates.ts';

const SCOPE: Scope = {
  pseudo: {},
  resources: new Map([
    ['Bus', { ref: 'lifecycle', attributes: { Name: 'lifecycle' } }],
    ['Hook', { ref: 'Hook', attributes: { Arn: 'arn:hook' } }],
    ['Rule', { ref: 'Rule', attributes: { Arn: 'arn:aws:events:us-east-1:000000000000:rule/lifecycle/Rule' } }],
  ]),
};

const TARGET = { Id: 'Target0', Arn: { 'Fn::GetAtt': ['Hook', 'Arn'] } };
const RULE = {
  EventBusName: { Ref: 'Bus' },
  EventPattern: { 'detail-type': ['SystemLog'] },
  State: 'ENABLED',
  Targets: [TARGET],
};
const INVOKE = { FunctionName: { Ref: 'Hook' }, MaximumRetryAttempts: 2, Qualifier: '$LATEST' };

const read = (rule: object, { invoke }: { readonly invoke?: Record<string, unknown> | undefined } = {}) =>
  readRules(
    templateOf({
      Rule: { Type: 'AWS::Events::Rule', Properties: { ...RULE, ...rule } },
      ...(invoke && { Invoke: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: invoke } }),
    }),
    SCOPE,
  );

describe('the rules of a template', () => {
  test('are read with bus, pattern and targets', () => {
    const [rule, ...others] = read({ Description: 'Everything', Targets: [{ ...TARGET, RetryPolicy: {} }] });

    expect(others).toEqual([]);
    expect(rule).toMatchObject({
      name: 'Rule',
      arn: 'arn:aws:events:us-east-1:000000000000:rule/lifecycle/Rule',
      busArn: 'arn:aws:events:us-east-1:000000000000:event-bus/lifecycle',
      targets: [{ arn: 'arn:hook' }],
    });
    expect(rule?.matches({ 'detail-type': 'SystemLog' })).toBe(true);
    expect(rule?.matches({ 'detail-type': 'Other' })).toBe(false);
  });

  test.each([
    [undefined, 'arn:aws:events:us-east-1:000000000000:event-bus/default'],
    ['arn:aws:events:eu-west-1:111122223333:event-bus/a', 'arn:aws:events:eu-west-1:111122223333:event-bus/a'],
  ])('are on the bus named %s', (EventBusName, busArn) => {
    expect(read({ EventBusName })).toMatchObject([{ busArn }]);
  });

  test('are none where the only one is switched off', () => {
    expect(read({ State: 'DISABLED' })).toEqual([]);
  });

  test.each<[what: string, rule: object, message: string]>([
    [
      'a schedule',
      { ScheduleExpression: 'rate(1 minute)' },
      'rule Rule: the embedded run does not play ScheduleExpression',
    ],
    ['an input', { Targets: [{ ...TARGET, Input: '{}' }] }, 'rule Rule: the embedded run does not play Input'],
    ['a path', { Targets: [{ ...TARGET, InputPath: '$' }] }, 'rule Rule: the embedded run does not play InputPath'],
    ['a transformer', { Targets: [{ ...TARGET, InputTransformer: {} }] }, 'does not play InputTransformer'],
    ['another state', { State: 'ENABLED_WITH_ALL' }, 'plays State ENABLED; got "ENABLED_WITH_ALL"'],
    ['no pattern', { EventPattern: undefined }, 'rule Rule: an event pattern is an object with fields'],
  ])('fail by name on %s', (_what, rule, message) => {
    expect(() => read(rule)).toThrow(message);
  });

  test.each<[what: string, invoke: Record<string, unknown> | undefined, retries: number]>([
    ['nobody says how often', undefined, 2],
    ['its invocations do not say how often', { ...INVOKE, MaximumRetryAttempts: undefined }, 2],
    ['it is told so', { ...INVOKE, MaximumRetryAttempts: 0 }, 0],
    ['it is told so', { ...INVOKE, MaximumRetryAttempts: 1 }, 1],
  ])('invoke a target again as often as Lambda would where %s', (_what, invoke, retries) => {
    expect(read({}, { invoke })).toMatchObject([{ targets: [{ arn: 'arn:hook', retries }] }]);
  });

  test('fail by name on what becomes of events that nobody could be invoked with', () => {
    expect(() => read({}, { invoke: { ...INVOKE, DestinationConfig: {} } })).toThrow(
      'invocations Invoke: the embedded run does not play DestinationConfig',
    );
  });
});
