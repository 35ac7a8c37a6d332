import { expect, test } from '@jest/globals';
import { presentedToken } from '../../lambdas/tokens/authorization-header.ts';

const TOKEN = `00${'aB3-_'.repeat(8)}`;

test.each([
  ['authorization', `SSWS ${TOKEN}`],
  ['Authorization', `SSWS ${TOKEN}`],
  ['AUTHORIZATION', `ssws ${TOKEN}`],
  ['Authorization', `Bearer ${TOKEN}`],
  ['Authorization', `bearer   ${TOKEN} `],
])('a token is presented by %s: %s', (name, value) => {
  expect(presentedToken({ accept: '*/*', [name]: value })).toBe(TOKEN);
});

test.each<[string, Record<string, string | undefined> | null | undefined]>([
  ['no headers', null],
  ['headers that are missing', undefined],
  ['no such header', { accept: '*/*' }],
  ['a header without a value', { authorization: undefined }],
  ['an empty one', { authorization: '' }],
  ['no scheme', { authorization: TOKEN }],
  ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ['DPoP', { authorization: `DPoP ${TOKEN}` }],
  ['a token cut short', { authorization: `SSWS ${TOKEN.slice(0, -1)}` }],
  ['a token that is too long', { authorization: `SSWS ${TOKEN}x` }],
  ['two tokens', { authorization: `SSWS ${TOKEN}, SSWS ${TOKEN}` }],
  ['two headers', { authorization: `SSWS ${TOKEN}`, Authorization: `SSWS ${TOKEN}` }],
  ['another header', { 'x-authorization': `SSWS ${TOKEN}` }],
])('no token is presented by %s', (_what, headers) => {
  expect(presentedToken(headers)).toBeUndefined();
});
