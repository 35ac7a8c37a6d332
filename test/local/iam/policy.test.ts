import { describe, expect, test } from '@jest/globals';
import { type Decision, decide } from '../../../local/iam/decide.ts';
import { parsePolicy } from '../../../local/iam/policy.ts';

const ARN = 'arn:aws:execute-api:us-east-1:000000000000:local-api/api/GET/v1/logStreams';

const allow = (Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({ Effect: 'Allow', Action, Resource });
const deny = (Resource: unknown) => ({ Effect: 'Deny', Action: ['execute-api:*'], Resource });

const outcomeOf = (document: unknown) =>
  decide(parsePolicy('test', document), { action: 'execute-api:Invoke', resource: ARN }).outcome;

describe('a policy', () => {
  test.each<[statements: readonly object[], outcome: Decision['outcome']]>([
    [[], 'not allowed'],
    [[allow(ARN)], 'allowed'],
    [[allow('arn:aws:execute-api:*:*:local-api/api/*/v1/*')], 'allowed'],
    [[allow(ARN.replace('GET', '???'))], 'allowed'],
    [[allow(ARN.replace('GET', '????'))], 'not allowed'],
    [[allow(ARN.slice(0, -1))], 'not allowed'],
    [[allow(`x${ARN}`)], 'not allowed'],
    [[allow(ARN.replace('local-api', 'local.api'))], 'not allowed'],
    [[allow(ARN.toUpperCase())], 'not allowed'],
    [[allow(['arn:other', ARN])], 'allowed'],
    [[allow('*', 'EXECUTE-API:invoke')], 'allowed'],
    [[allow('*', ['s3:GetObject', 'execute-api:I*'])], 'allowed'],
    [[allow('*', 's3:*')], 'not allowed'],
    [[allow('*'), deny(ARN)], 'denied'],
    [[deny('*/GET/*'), allow(ARN)], 'denied'],
    [[allow('*'), deny('*/POST/*')], 'allowed'],
  ])('of %j: %s', (Statement, outcome) => {
    expect(outcomeOf({ Statement })).toBe(outcome);
  });

  test('may have one statement without a list', () => {
    expect(outcomeOf({ Statement: allow('*') })).toBe('allowed');
  });

  test.each<[name: string, document: unknown, message: string]>([
    ['a principal', { Statement: [{ ...allow('*'), Principal: '*' }] }, 'the embedded run does not play Principal'],
    [
      'an exception',
      { Statement: [{ ...allow('*'), NotAction: 'a' }] },
      'a statement has Action or NotAction, Resource or NotResource, and not both',
    ],
    ['a variable', { Statement: [allow('arn:${aws:username}')] }, 'the embedded run knows no policy variables'],
    ['an effect', { Statement: [{ ...allow('*'), Effect: 'Maybe' }] }, 'Effect is Allow or Deny; got "Maybe"'],
    ['a resource', { Statement: [allow(undefined)] }, 'Action and Resource of a statement are texts'],
    ['an action', { Statement: [allow('*', [])] }, 'Action and Resource of a statement are texts; got []'],
    ['statements', {}, 'a statement of a policy is an object'],
    ['a document', null, 'a policy document is an object'],
  ])('fails by name on %s it does not know', (_name, document, message) => {
    expect(() => parsePolicy('policy X', document)).toThrow(`policy X: ${message}`);
  });
});
