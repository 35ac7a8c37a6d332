import { describe, expect, test } from '@jest/globals';
import { allPropertiesOf, flatten, list, object, propertiesOf, statementsOf, synthesize } from './synthesize.ts';

/** With everything that is optional. */
const TEMPLATES = [
  ['AWS credentials', synthesize({ eventBusName: 'okta-log-events', alarmEmail: 'ops@acme.example' })],
  [
    'tokens and a hook',
    synthesize({ adminAuth: 'token', eventHookUrl: 'https://hooks.acme.example', eventBusName: 'okta-log-events' }),
  ],
] as const;

/** What would let somebody else in: to a bus, to a secret, to a table, to a key, to a stream of logs. */
const OPENERS = [
  'AWS::Events::EventBusPolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::KMS::Key',
  'AWS::Logs::ResourcePolicy',
  'AWS::Lambda::Url',
  'AWS::Lambda::LayerVersionPermission',
];

describe.each(TEMPLATES)('with %s', (_with, template) => {
  test.each(OPENERS)('nothing is opened by a resource of type %s', (type) => {
    expect(template.findResources(type)).toEqual({});
  });

  test('no bus and no table has a policy of its own', () => {
    for (const type of ['AWS::Events::EventBus', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']) {
      for (const properties of allPropertiesOf(template, type)) {
        expect(properties).not.toHaveProperty('Policy');
        expect(properties).not.toHaveProperty('ResourcePolicy');
      }
    }
  });

  test('a function is invoked by a service alone, and for what it names', () => {
    for (const permission of allPropertiesOf(template, 'AWS::Lambda::Permission')) {
      expect(permission['Principal']).toMatch(/^(apigateway|events)\.amazonaws\.com$/);
      expect(flatten(permission['SourceArn'])).toMatch(/^(<|arn:)/);
    }
  });

  test('a role is taken by a service alone, and by Scheduler for its own group and account', () => {
    for (const role of allPropertiesOf(template, 'AWS::IAM::Role')) {
      const trust = list(object(role['AssumeRolePolicyDocument'])['Statement']).map(object);
      for (const statement of trust) {
        const { Service: service, ...others } = object(statement['Principal']);
        expect(others).toEqual({});
        expect(service).toMatch(/^(apigateway|lambda|scheduler)\.amazonaws\.com$/);
        if (service !== 'scheduler.amazonaws.com') continue;
        expect(statement['Condition']).toMatchObject({ StringEquals: { 'aws:SourceAccount': expect.anything() } });
      }
    }
  });

  test('alarms publish to the topic from this account and under its prefix only', () => {
    const [allowed, ...more] = statementsOf(propertiesOf(template, 'AWS::SNS::TopicPolicy')).filter(
      ({ Effect }) => Effect === 'Allow',
    );

    expect(more).toEqual([]);
    expect(allowed?.['Condition']).toMatchObject({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: { 'aws:SourceArn': expect.anything() },
    });
  });

  test('every function ends by itself, within two minutes', () => {
    const timeouts = allPropertiesOf(template, 'AWS::Lambda::Function').map(({ Timeout }) => Number(Timeout));

    expect(timeouts.length).toBeGreaterThanOrEqual(5);
    expect(Math.max(...timeouts)).toBeLessThanOrEqual(120);
    expect(Math.min(...timeouts)).toBeGreaterThan(0);
  });

  test('no queue is without encryption and none takes plain HTTP', () => {
    const queues = Object.keys(template.findResources('AWS::SQS::Queue'));
    const unencrypted = allPropertiesOf(template, 'AWS::SQS::Queue').filter(
      ({ SqsManagedSseEnabled: isEncrypted }) => isEncrypted !== true,
    );
    const guarded = allPropertiesOf(template, 'AWS::SQS::QueuePolicy')
      .filter((policy) =>
        statementsOf(policy).some(
          ({ Effect, Principal, Condition, Action }) =>
            Effect === 'Deny' &&
            Action === 'sqs:*' &&
            JSON.stringify(Principal) === '{"AWS":"*"}' &&
            JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        ),
      )
      .flatMap(({ Queues }) => list(Queues).map((queue) => String(object(queue)['Ref'])));

    expect(unencrypted).toEqual([]);
    expect(guarded.toSorted()).toEqual(queues.toSorted());
  });
});
