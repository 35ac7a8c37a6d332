import { describe, expect, test } from '@jest/globals';
import { excerpt } from '../../lambdas/http/excerpt.ts';

const SECRET = '11111111-2222-4333-8444-abcdefabcdef';
const LONG_SECRET = `key-${'0123456789'.repeat(190)}`;

describe('excerpt', () => {
  test('is one printable line of at most 200 characters', () => {
    const text = `<html>\r\n\t<b>no\u0000 entry\u001b[31m\u202e\u2028</b>${'x'.repeat(400)}`;

    const line = excerpt(text);

    expect(line).toMatch(/^<html> <b>no entry \[31m <\/b>x+…$/);
    expect(line).toHaveLength(200);
  });

  test('does not end in half a character', () => {
    expect(excerpt(`${'x'.repeat(199)}😀`).isWellFormed()).toBe(true);
  });

  test.each([
    ['as it is', `invalid token ${SECRET}!`],
    ['in upper case', `invalid token ${SECRET.toUpperCase()}!`],
    ['with invisible characters strewn in', `invalid token ${SECRET.replaceAll(/(?<=.)(?=.)/g, '\u200b')}!`],
    ['broken over lines', `invalid token ${SECRET.slice(0, 9)}\r\n  ${SECRET.slice(9)}!`],
  ])('leaves a secret out that is echoed %s', (_how, text) => {
    expect(excerpt(text, ['another', SECRET])).toBe('invalid token [redacted]!');
  });

  test.each([
    ['as it is', 'Basic hunter 22'],
    ['with a line end for the blank', 'Basic\nhunter 22'],
    ['without the blanks', 'Basichunter22'],
  ])('leaves a secret with blanks out that is echoed %s', (_how, text) => {
    expect(excerpt(`got ${text}`, ['Basic hunter 22'])).toBe('got [redacted]');
  });

  test.each([
    ['behind blanks', SECRET, `${' '.repeat(19_990)}${SECRET}`],
    ['behind itself', LONG_SECRET, LONG_SECRET.repeat(20)],
    ['behind itself, broken', LONG_SECRET, `${LONG_SECRET.slice(0, 900)}\n${LONG_SECRET.slice(900)}`.repeat(20)],
  ])('shows no beginning of a secret where the search for it ends: %s', (_where, secret, text) => {
    expect(excerpt(text, [secret])).not.toContain(secret.slice(0, 4));
  });

  test('leaves a secret out that the cut would go through', () => {
    expect(excerpt(`${'x'.repeat(180)}${SECRET}`, [SECRET])).toBe(`${'x'.repeat(180)}[redacted]`);
  });
});
