import { describe, expect, test } from '@jest/globals';
import { excerpt } from '../../lambdas/http/excerpt.ts';

const SECRET = '11111111-2222-4333-8444-abcdefabcdef';

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

  test('leaves a secret out that the cut would go through', () => {
    expect(excerpt(`${'x'.repeat(180)}${SECRET}`, [SECRET])).toBe(`${'x'.repeat(180)}[redacted]`);
  });
});
