import { describe, expect, test } from '@jest/globals';
import { accessPolicy } from '../../lambdas/tokens/access-policy.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import type { Scope } from '../../lambdas/tokens/token-record.ts';
import { START } from '../support/manual-clock.ts';

const API = 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5';

const recordWith = (...scopes: readonly Scope[]) =>
  mintToken({ name: 'ci', scopes, now: START, random: (count) => new Uint8Array(count) }).record;

const resourceFor = (scopes: readonly Scope[], methodArn: string) =>
  accessPolicy(recordWith(...scopes), methodArn).policyDocument.Statement.map(({ Resource }) => Resource);

describe('what a token may call', () => {
  test.each<[string, readonly Scope[], string]>([
    ['reads', ['okta.logStreams.read'], `${API}/api/GET/v1/*`],
    ['everything', ['okta.logStreams.manage'], `${API}/api/*/v1/*`],
    ['everything', ['okta.logStreams.read', 'okta.logStreams.manage'], `${API}/api/*/v1/*`],
  ])('is %s with the scopes %j', (_what, scopes, resource) => {
    expect(resourceFor(scopes, `${API}/api/GET/v1/logStreams`)).toEqual([resource]);
  });

  test.each([
    'POST/v1/logStreams',
    'DELETE/v1/logStreams/0oa1',
    'GET/',
    'GET/v1/*/../*',
    'GET/v1/logStreams/arn:aws:x/y/',
  ])('is the same, whatever it calls first: %s', (call) => {
    expect(resourceFor(['okta.logStreams.read'], `${API}/api/${call}`)).toEqual([`${API}/api/GET/v1/*`]);
  });

  test('is an allowance to invoke, and says whose it is', () => {
    const record = recordWith('okta.logStreams.read', 'okta.logStreams.manage');

    expect(accessPolicy(record, `${API}/api/GET/v1/logs`)).toEqual({
      principalId: record.id,
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${API}/api/*/v1/*` }],
      },
      context: { tokenId: record.id, tokenName: 'ci', scopes: 'okta.logStreams.read okta.logStreams.manage' },
    });
  });

  test.each(['', '*', 'arn:aws:execute-api:eu-west-1:123456789012:*/*/GET/v1', `${API}/*/GET/v1`, API])(
    'is not told from an ARN that is none of a method: %j',
    (methodArn) => {
      expect(() => accessPolicy(recordWith('okta.logStreams.manage'), methodArn)).toThrow('is no ARN of a method');
    },
  );
});
