import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { parseTokens, tokensText } from '../../lambdas/tokens/token-record.ts';
import { START } from '../support/manual-clock.ts';

/** The bytes `from`, `from + 1`, … */
const rising = (from: number) => (count: number) => Uint8Array.from({ length: count }, (_, index) => from + index);

const mint = (random: (count: number) => Uint8Array) =>
  mintToken({ name: 'ci', scopes: ['okta.logStreams.read'], now: START, random });

test('a token looks like one of Okta, and so does its id', () => {
  const { token, record } = mint(rising(0));

  expect(token).toBe('000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd');
  expect(record.id).toBe('00T0123456789ABCDEFG');
});

test('no character of the alphabet is left out', () => {
  const tokens = [0, 40, 80, 120, 160, 200].map((from) => mint(rising(from)).token.slice(2)).join('');

  expect(tokens).toHaveLength(240);
  expect(new Set(tokens).size).toBe(64);
});

test('what is kept of a token is its hash, and can be read back', () => {
  const { token, record } = mint(rising(7));

  expect(record).toEqual({
    id: record.id,
    name: 'ci',
    sha256: createHash('sha256').update(token).digest('base64url'),
    scopes: ['okta.logStreams.read'],
    created: '2026-03-01T00:00:00.000Z',
  });
  expect(parseTokens(tokensText([record]))).toEqual([record]);
  expect(JSON.stringify(record)).not.toContain(token.slice(2));
});

test('too few random bytes are refused', () => {
  expect(() => mint((count) => new Uint8Array(count - 1))).toThrow('40 random bytes are needed; got 39');
});
