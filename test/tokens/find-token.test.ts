import { expect, test } from '@jest/globals';
import { findToken, mayManage } from '../../lambdas/tokens/find-token.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import type { Scope } from '../../lambdas/tokens/token-record.ts';
import { START } from '../support/manual-clock.ts';

const minted = (seed: number, scopes: readonly Scope[] = ['okta.logStreams.read']) =>
  mintToken({ name: `token ${seed}`, scopes, now: START, random: (count) => new Uint8Array(count).fill(seed) });

const tokens = [minted(1), minted(2), minted(3)];
const records = tokens.map(({ record }) => record);

test.each(tokens.map(({ token, record }) => [record.name, token, record] as const))(
  '%s is found among the others',
  (_name, token, record) => {
    expect(findToken(records, token)).toBe(record);
  },
);

test.each([
  ['another token', minted(4).token],
  ['a token cut short', minted(1).token.slice(0, -1)],
  ['the hash of one', records[0]?.sha256 ?? ''],
  ['nothing', ''],
])('%s is not found', (_what, presented) => {
  expect(findToken(records, presented)).toBeUndefined();
});

test('nothing is found where there are no tokens', () => {
  expect(findToken([], minted(1).token)).toBeUndefined();
});

test.each<[readonly Scope[], boolean]>([
  [['okta.logStreams.read'], false],
  [['okta.logStreams.manage'], true],
  [['okta.logStreams.read', 'okta.logStreams.manage'], true],
])('with the scopes %j a token may change streams: %j', (scopes, isAllowed) => {
  expect(mayManage(minted(1, scopes).record)).toBe(isAllowed);
});
