import { describe, expect, test } from '@jest/globals';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { isTokenName, parseTokens, type TokenRecord, tokensText } from '../../lambdas/tokens/token-record.ts';
import { START } from '../support/manual-clock.ts';

const minted = (name: string, seed: number) =>
  mintToken({
    name,
    scopes: ['okta.logStreams.read', 'okta.logStreams.manage'],
    now: START,
    random: (count) => new Uint8Array(count).fill(seed),
  });

const first = minted('ci', 1).record;
const second = minted('terraform', 2).record;

/** The problem that a secret's text is refused with. */
function problemOf(text: string): string {
  try {
    parseTokens(text);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'SECRET_INVALID' ? error.message : String(error);
  }
  return 'none';
}

const secretOf = (...tokens: readonly unknown[]): string => JSON.stringify({ tokens });

describe('the secret with the tokens', () => {
  test('is read as it was written', () => {
    expect(parseTokens(tokensText([first, second]))).toEqual([first, second]);
  });

  test('may hold none', () => {
    expect(parseTokens('{"tokens":[]}')).toEqual([]);
  });

  test.each<[string, string]>([
    ['no JSON', 'secret-words'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['tokens that are no list', '{"tokens":{}}'],
  ])('is refused when it is %s', (_what, text) => {
    expect(problemOf(text)).toContain('it is no JSON object with "tokens"');
  });

  test.each<[string, Partial<Record<keyof TokenRecord, unknown>>]>([
    ['id', { id: '00u12345678901234567' }],
    ['id', { id: `${first.id}0` }],
    ['id', { id: undefined }],
    ['name', { name: '' }],
    ['name', { name: 'two\nlines' }],
    ['name', { name: 'x'.repeat(101) }],
    ['sha256', { sha256: first.sha256.slice(1) }],
    ['sha256', { sha256: `${first.sha256.slice(1)}=` }],
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: 'okta.logStreams.read' }],
    ['scopes', { scopes: ['okta.logStreams.read', 'okta.users.manage'] }],
    ['created', { created: 'yesterday' }],
    ['created', { created: '2026-13-01T00:00:00.000Z' }],
    ['created', { created: 1_772_323_200 }],
  ])('is refused when the %s of a token is malformed: %j', (member, change) => {
    expect(problemOf(secretOf(first, { ...second, ...change }))).toContain(`${member} of tokens[1]`);
  });

  test.each([null, 'text', [first]])('is refused when a token is %j', (token) => {
    expect(problemOf(secretOf(token))).toContain('tokens[0] is no object');
  });

  test.each(['expires', 'toString'])(
    'is refused when a token has the unknown member %s, which may limit it',
    (member) => {
      expect(problemOf(secretOf({ ...first, [member]: 'x' }))).toContain('tokens[0] has a member that is not known');
    },
  );

  test.each([
    ['the same id', { ...second, id: first.id }],
    ['the same hash', { ...second, sha256: first.sha256 }],
  ])('is refused when two tokens have %s', (_what, token) => {
    expect(problemOf(secretOf(first, token))).toContain('two tokens');
  });

  test('is never quoted when it is refused', () => {
    const secrets = ['{"tokens":["hunter2"]}', 'hunter2', secretOf({ ...first, name: '\u0000hunter2' })];

    expect(secrets.map(problemOf)).toEqual(secrets.map(() => expect.not.stringContaining('hunter2')));
    expect(secrets.map(problemOf)).not.toContain('none');
  });
});

test.each([
  ['ci', true],
  ['日本 – αβγ', true],
  ['\u001B[2Jci', false],
  ['\u202Eic', false],
  ['', false],
  [7, false],
])('%j as a name of a token is allowed: %j', (name, isAllowed) => {
  expect(isTokenName(name)).toBe(isAllowed);
});
