import { describe, expect, test } from '@jest/globals';
import { access } from '../../../local/iam/access.ts';
import { permissionKey } from '../../../local/iam/access-rules.ts';
import { readAccessRules } from '../../../local/iam/read-access-rules.ts';
import type { Scope } from '../../../local/intrinsics.ts';
import { namedResources } from '../../../local/named-resources.ts';
import { templateOf } from '../../support/templates.ts';

type Resources = Parameters<typeof templateOf>[0];

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:Events';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Poll';
const LAMBDA = 'lambda.amazonaws.com';

const trust = (Service: string, rest: object = {}) => ({
  Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, ...rest },
});
const allow = (Action: unknown, Resource: unknown) => ({ Statement: [{ Effect: 'Allow', Action, Resource }] });
const role = (properties: object = {}, service = LAMBDA) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trust(service), ...properties },
});
const poll = {
  Type: 'AWS::Lambda::Function',
  Properties: { Role: { 'Fn::GetAtt': ['PollRole', 'Arn'] } },
};

function rulesOf(resources: Resources) {
  const template = templateOf(resources);
  const events = { ref: 'http://queues/000000000000/Events', attributes: { Arn: QUEUE } };
  const scope: Scope = {
    pseudo: { 'AWS::AccountId': '000000000000' },
    resources: new Map([['Events', events], ...namedResources(template, { pseudo: {}, resources: new Map() })]),
  };
  return readAccessRules(template, scope);
}

/** What the function `Poll` may do of these actions, to the queue. */
function allowedOf(resources: Resources, ...actions: readonly string[]): readonly string[] {
  const rights = access({ adminKeyId: 'local' });
  rights.attach(rulesOf(resources));
  return actions.filter((action) => rights.allows('Poll', { action, resource: QUEUE }));
}

describe('the rules of a template', () => {
  test('give a function what is in its role, in policies for its role, and nothing of other roles', () => {
    const inline = { Policies: [{ PolicyName: 'inline', PolicyDocument: allow('sqs:SendMessage', QUEUE) }] };
    const policy = (Type: string, Action: string, name: string) => ({
      Type,
      Properties: { PolicyDocument: allow(Action, { 'Fn::GetAtt': ['Events', 'Arn'] }), Roles: [{ Ref: name }] },
    });

    const allowed = allowedOf(
      {
        Poll: poll,
        PollRole: role(inline),
        OtherRole: role(),
        Attached: policy('AWS::IAM::Policy', 'sqs:ReceiveMessage', 'PollRole'),
        Managed: policy('AWS::IAM::ManagedPolicy', 'sqs:DeleteMessage', 'PollRole'),
        Others: policy('AWS::IAM::Policy', 'sqs:PurgeQueue', 'OtherRole'),
      },
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:PurgeQueue',
      'sqs:GetQueueAttributes',
    );

    expect(allowed).toEqual(['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage']);
  });

  test('hold in the region of the run, whoever asks', () => {
    const allowedIn = (region: string) => {
      const Condition = { StringEquals: { 'aws:RequestedRegion': region } };
      const PolicyDocument = { Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*', Condition } };
      const resources = { Poll: poll, PollRole: role({ Policies: [{ PolicyName: 'a', PolicyDocument }] }) };
      return allowedOf(resources, 'sqs:SendMessage');
    };

    expect([allowedIn('us-east-1'), allowedIn('eu-west-1')]).toEqual([['sqs:SendMessage'], []]);
  });

  test('may name what is excepted', () => {
    const NotAction = ['sqs:SendMessage', 'sqs:Purge*'];
    const PolicyDocument = { Statement: { Effect: 'Allow', NotAction, NotResource: `${QUEUE}-2` } };
    const resources = { Poll: poll, PollRole: role({ Policies: [{ PolicyName: 'a', PolicyDocument }] }) };

    const allowed = allowedOf(resources, 'sqs:SendMessage', 'sqs:PurgeQueue', 'sqs:ReceiveMessage');

    expect(allowed).toEqual(['sqs:ReceiveMessage']);
  });

  test('bind the policy of a queue to the queue', () => {
    const deny = { Effect: 'Deny', Action: 'sqs:*', Principal: '*', Resource: '*' };
    const queues = { PolicyDocument: { Statement: deny }, Queues: [{ Ref: 'Events' }] };
    const PolicyDocument = allow('*', '*');
    const rights = access({ adminKeyId: 'local' });
    rights.attach(
      rulesOf({
        Poll: poll,
        PollRole: role({ Policies: [{ PolicyName: 'a', PolicyDocument }] }),
        QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: queues },
      }),
    );

    const may = [QUEUE, `${QUEUE}-2`].map((resource) =>
      rights.allows('Poll', { action: 'sqs:SendMessage', resource }),
    );

    expect(may).toEqual([false, true]);
  });

  test.each<[string, object, sourceArn: string, mayInvoke: boolean]>([
    ['of that service', {}, 'arn:a', true],
    ['of that source', { SourceArn: 'arn:aws:events:*:*:rule/a*' }, 'arn:aws:events:us-east-1:1:rule/ab', true],
    ['of another source', { SourceArn: 'arn:a' }, 'arn:b', false],
    ['of that account', { SourceAccount: { Ref: 'AWS::AccountId' } }, 'arn:a', true],
    ['of another account', { SourceAccount: '111111111111' }, 'arn:a', false],
    ['of another service', { Principal: 's3.amazonaws.com' }, 'arn:a', false],
    ['that may do something else', { Action: 'lambda:GetFunction' }, 'arn:a', false],
  ])('let a service invoke a function by a permission %s', (_name, properties, sourceArn, mayInvoke) => {
    const rights = access({ adminKeyId: 'local' });
    const permission = {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Poll' },
      Principal: 'events.amazonaws.com',
    };
    rights.attach(
      rulesOf({
        Poll: poll,
        PollRole: role(),
        Invoke: { Type: 'AWS::Lambda::Permission', Properties: { ...permission, ...properties } },
      }),
    );
    const invoke = () =>
      rights.authorizeService('events.amazonaws.com', {
        action: 'lambda:InvokeFunction',
        resource: FUNCTION,
        context: { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': '000000000000' },
      });

    if (mayInvoke) expect(invoke).not.toThrow();
    else expect(invoke).toThrow(/because no resource-based policy allows the lambda:InvokeFunction action$/);
  });

  test.each<[string, Resources, message: string | RegExp]>([
    ['a function without a role', { Poll: { Type: poll.Type } }, 'Poll: the template has no role ""'],
    [
      'a role with a policy of AWS',
      { Poll: poll, PollRole: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }) },
      'role PollRole: the embedded run does not play ManagedPolicyArns',
    ],
    [
      'a boundary',
      { Poll: poll, PollRole: role({ PermissionsBoundary: 'arn:a' }) },
      'role PollRole: the embedded run does not play PermissionsBoundary',
    ],
    ...[
      'AWS::Events::EventBusPolicy',
      'AWS::IAM::RolePolicy',
      'AWS::SecretsManager::ResourcePolicy',
      'AWS::SNS::TopicInlinePolicy',
      'AWS::SQS::QueueInlinePolicy',
    ].map((type): [string, Resources, string] => [
      `a policy of type ${type}`,
      { Unplayed: { Type: type } },
      'the embedded run does not play the policies Unplayed',
    ]),
    [
      'a bus that has its policy in itself',
      { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'a', Policy: {} } } },
      'the embedded run does not play the policies Bus',
    ],
    [
      'a table that has its policy in itself',
      { Table: { Type: 'AWS::DynamoDB::Table', Properties: { ResourcePolicy: {} } } },
      'the embedded run does not play the policies Table',
    ],
    [
      'an account as principal',
      {
        QueuePolicy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            PolicyDocument: {
              Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*', Principal: { AWS: '111111111111' } },
            },
            Queues: [{ Ref: 'Events' }],
          },
        },
      },
      'QueuePolicy: the embedded run plays * and ARNs of roles as Principal.AWS; got 111111111111',
    ],
  ])('fail by name on %s', (_name, resources, message) => {
    expect(() => rulesOf(resources)).toThrow(message);
  });
});

describe('the role of a function', () => {
  test.each<[string, object, message: RegExp | undefined]>([
    ['Lambda', trust(LAMBDA), undefined],
    [
      'Lambda in this account',
      trust(LAMBDA, { Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } } }),
      undefined,
    ],
    [
      'another service',
      trust('scheduler.amazonaws.com'),
      /^User: lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role\/PollRole/,
    ],
    [
      'Lambda in another account',
      trust(LAMBDA, { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } }),
      /sts:AssumeRole/,
    ],
  ])('may be assumed by %s', (_name, AssumeRolePolicyDocument, message) => {
    const attach = () =>
      access({ adminKeyId: 'local' }).attach(rulesOf({ Poll: poll, PollRole: role({ AssumeRolePolicyDocument }) }));

    if (message) expect(attach).toThrow(message);
    else expect(attach).not.toThrow();
  });
});

describe('the record of use', () => {
  const STATEMENTS = [
    { Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:Receive*'], Resource: [QUEUE, `${QUEUE}-2`] },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' },
    { Effect: 'Deny', Action: 'sqs:DeleteQueue', Resource: '*' },
  ];
  const PolicyDocument = { Statement: STATEMENTS };
  const Policies = [{ PolicyName: 'a', PolicyDocument }];

  function recorded(calls: readonly (readonly [action: string, resource: string])[]) {
    const rights = access({ adminKeyId: 'local' });
    rights.attach(rulesOf({ Poll: poll, PollRole: role({ Policies }) }));
    for (const [action, resource] of calls) rights.authorizeHolder('Poll', { action, resource });
    return rights;
  }

  test('has each action on each resource that nothing made use of, and no Deny', () => {
    const rights = recorded([['sqs:SendMessage', QUEUE]]);

    expect(rights.unused().map(permissionKey)).toEqual([
      `PollRole a, statement 1: sqs:SendMessage on ${QUEUE}-2`,
      `PollRole a, statement 1: sqs:Receive* on ${QUEUE}`,
      `PollRole a, statement 1: sqs:Receive* on ${QUEUE}-2`,
      'PollRole a, statement 2: sqs:SendMessage on *',
    ]);
  });

  test('has what a broader statement before it makes superfluous, and is empty when all was used', () => {
    const rights = recorded([
      ['sqs:SendMessage', QUEUE],
      ['sqs:SendMessage', `${QUEUE}-2`],
      ['sqs:ReceiveMessage', QUEUE],
      ['sqs:ReceiveMessage', `${QUEUE}-2`],
    ]);
    expect(rights.unused().map(permissionKey)).toEqual(['PollRole a, statement 2: sqs:SendMessage on *']);

    rights.authorizeHolder('Poll', { action: 'sqs:SendMessage', resource: `${QUEUE}-3` });

    expect(rights.unused()).toEqual([]);
  });

  test('does not count what was only asked, nor what was refused', () => {
    const rights = recorded([]);

    expect(rights.allows('Poll', { action: 'sqs:SendMessage', resource: QUEUE })).toBe(true);
    expect(() => rights.authorizeHolder('Poll', { action: 'sqs:DeleteQueue', resource: QUEUE })).toThrow(
      /explicit deny/,
    );

    expect(rights.unused()).toEqual(rights.permissions().filter(({ action }) => action !== 'sts:AssumeRole'));
  });

  test('fails by name on somebody who is not of the template', () => {
    expect(() => recorded([]).authorizeHolder('Nobody', { action: 'sqs:SendMessage', resource: QUEUE })).toThrow(
      'nothing of the template is called Nobody',
    );
  });
});
