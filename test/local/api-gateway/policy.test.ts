import { describe, expect, test } from '@jest/globals';
import { type Decision, mayInvoke, parsePolicy } from '../../../local/api-gateway/policy.ts';

const ARN = 'arn:aws:execute-api:us-east-1:000000000000:local-api/api/GET/v1/logStreams';

const allow = (Resource: unknown, Action: unknown = 'execute-api:Invoke') => ({ Effect: 'Allow', Action, Resource });
const deny = (Resource: unknown) => ({ Effect: 'Deny', Action: ['execute-api:*'], Resource });

describe('a policy', () => {
  test.each<[statements: readonly object[], decision: Decision]>([
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
  ])('of %j: %s', (Statement, decision) => {
    expect(mayInvoke(parsePolicy('test', { Statement }), ARN)).toBe(decision);
  });

  test('may have one statement without a list', () => {
    expect(mayInvoke(parsePolicy('test', { Statement: allow('*') }), ARN)).toBe('allowed');
  });

  test.each<[name: string, document: unknown, message: string]>([
    ['a condition', { Statement: [{ ...allow('*'), Condition: {} }] }, 'the embedded run does not play Condition'],
    ['an exception', { Statement: [{ ...allow('*'), NotAction: 'a' }] }, 'the embedded run does not play NotAction'],
    ['an effect', { Statement: [{ ...allow('*'), Effect: 'Maybe' }] }, 'Effect is Allow or Deny; got "Maybe"'],
    ['a resource', { Statement: [allow(undefined)] }, 'Action and Resource of a statement are texts'],
    ['an action', { Statement: [allow('*', [])] }, 'Action and Resource of a statement are texts; got []'],
    ['statements', {}, 'a statement of a policy is an object'],
    ['a document', null, 'a policy document is an object'],
  ])('fails by name on %s it does not know', (_name, document, message) => {
    expect(() => parsePolicy('policy X', document)).toThrow(`policy X: ${message}`);
  });
});
