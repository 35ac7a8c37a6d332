import { describe, expect, test } from '@jest/globals';
import { namedResources } from '../../local/named-resources.ts';
import { templateOf } from '../support/templates.ts';

const SCOPE = {
  pseudo: {},
  resources: new Map([['Bus', { ref: 'lifecycle', attributes: { Name: 'lifecycle' } }]]),
};

const named = (Type: string, Properties: Record<string, unknown> = {}) =>
  Object.fromEntries(namedResources(templateOf({ It: { Type, Properties } }), SCOPE))['It'];

describe('a resource that is nothing but a name', () => {
  test.each([
    ['AWS::Lambda::Function', 'arn:aws:lambda:us-east-1:000000000000:function:It'],
    ['AWS::IAM::Role', 'arn:aws:iam::000000000000:role/It'],
    ['AWS::Logs::LogGroup', 'arn:aws:logs:us-east-1:000000000000:log-group:It:*'],
    ['AWS::Scheduler::ScheduleGroup', 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/It'],
    ['AWS::Events::Rule', 'arn:aws:events:us-east-1:000000000000:rule/It'],
  ])('of type %s has the ARN %s', (type, Arn) => {
    expect(named(type)).toEqual({ ref: 'It', attributes: { Arn } });
  });

  test.each([[{ Ref: 'Bus' }], ['lifecycle'], ['arn:aws:events:us-east-1:000000000000:event-bus/lifecycle']])(
    'is, as a rule, one of its bus %j',
    (EventBusName) => {
      const Arn = 'arn:aws:events:us-east-1:000000000000:rule/lifecycle/It';

      expect(named('AWS::Events::Rule', { EventBusName })).toEqual({ ref: 'It', attributes: { Arn } });
    },
  );

  test('is, as a topic, referred to by its ARN', () => {
    const TopicArn = 'arn:aws:sns:us-east-1:000000000000:It';

    expect(named('AWS::SNS::Topic')).toEqual({ ref: TopicArn, attributes: { TopicArn, TopicName: 'It' } });
  });

  test('is none of those that are created', () => {
    expect(named('AWS::SQS::Queue')).toBeUndefined();
  });
});
