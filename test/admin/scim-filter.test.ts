import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Expression, parseScimFilter } from '../../lambdas/admin/scim-filter.ts';
import { refusalOf } from '../support/refusal.ts';

const is = (attribute: string, literal: string | number | boolean): Expression => ({ op: 'eq', attribute, literal });
const [a, b, c] = [is('a', 1), is('b', 2), is('c', 3)];

describe('a SCIM filter', () => {
  test.each<[string, Expression]>([
    ['a eq "x"', is('a', 'x')],
    ['a eQ "x"', is('a', 'x')],
    ['a.b.c ew "x"', { op: 'ew', attribute: 'a.b.c', literal: 'x' }],
    ['a pr', { op: 'pr', attribute: 'a' }],
    ['  ( a   pr )  ', { op: 'pr', attribute: 'a' }],
    ['a eq true', is('a', true)],
    ['a eq false', is('a', false)],
    ['a eq 12.5', is('a', 12.5)],
    ['a eq -12.5', is('a', -12.5)],
    ['(a eq -1) and b eq 2', { op: 'and', operands: [is('a', -1), b] }],
    ['a eq 1 or b eq 2 and c eq 3', { op: 'or', operands: [a, { op: 'and', operands: [b, c] }] }],
    ['a eq 1 and b eq 2 or c eq 3', { op: 'or', operands: [{ op: 'and', operands: [a, b] }, c] }],
    ['(a eq 1 or b eq 2) and c eq 3', { op: 'and', operands: [{ op: 'or', operands: [a, b] }, c] }],
    ['a eq 1 AND b eq 2 And c eq 3', { op: 'and', operands: [a, b, c] }],
    ['not a eq 1 and b eq 2', { op: 'and', operands: [{ op: 'not', operand: a }, b] }],
    ['NOT (a eq 1 and b eq 2)', { op: 'not', operand: { op: 'and', operands: [a, b] } }],
    ['not not a eq 1', { op: 'not', operand: { op: 'not', operand: a } }],
  ])('%s is read', (text, expression) => {
    expect(parseScimFilter(text)).toEqual(expression);
  });

  test.each([
    ['a quote', 'say "no"'],
    ['a backslash', 'C:\\'],
    ['a line end', 'one\ntwo'],
    ['an escape that is none', '\\n'],
    ['a parenthesis', ') or ('],
    ['brackets', 'a[0]'],
    ['an operator', 'a eq "b" and'],
    ['letters beyond ASCII', 'é 日本 👩‍🚒'],
    ['nothing', ''],
    ['digits', '0'],
    ['a word for a boolean', 'true'],
  ])('takes a value with %s as JSON has it', (_what, value) => {
    expect(parseScimFilter(`a eq ${JSON.stringify(value)} or b eq 2`)).toEqual({
      op: 'or',
      operands: [is('a', value), b],
    });
  });

  test('takes any string for a value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (value) => {
        expect(parseScimFilter(`a eq ${JSON.stringify(value)}`)).toEqual(is('a', value));
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });

  test.each([
    ['is empty', ''],
    ['is blank', '  '],
    ['has no operator', 'a'],
    ['has no value', 'a eq'],
    ['has an unknown operator', 'display_message eqq "x"'],
    ['ends in a logical operator', 'a eq 1 and'],
    ['begins with a logical operator', 'and a eq 1'],
    ['has two logical operators in a row', 'a eq 1 or or b eq 2'],
    ['has no logical operator', 'a eq 1 b eq 2'],
    ['has "not" for a logical operator', 'a eq 1 not b eq 2'],
    ['has a member of every object for a logical operator', 'a eq 1 constructor b eq 2'],
    ['has a prototype for a logical operator', 'a eq 1 __proto__ b eq 2'],
    ['has a bare word for a value', 'a eq x'],
    ['has null for a value', 'a eq null'],
    ['has single quotes', "a eq 'x'"],
    ['has an open string', 'a eq "x'],
    ['has an open escape', 'a eq "x\\"'],
    ['has a bad escape', 'a eq "\\x"'],
    ['has a line end in a string', 'a eq "x\ny"'],
    ['has an octal number', 'a eq 007'],
    ['has a bad negative number', 'a eq -0x5'],
    ['has an open parenthesis', '(a eq 1'],
    ['has a closing parenthesis too many', 'a eq 1)'],
    ['has nothing between parentheses', '()'],
    ['has a value path', 'a[b eq 1]'],
    ['has a value path and more', 'a[b eq 1].c eq 1'],
    ['has an array for a value', 'a eq [1]'],
    ['has an attribute in quotes', '"a" eq 1'],
    ['has an operator in quotes', 'a "eq" 1'],
    ['has a value behind "pr"', 'a pr 1'],
    ['has another sign', 'a eq 1 & b eq 2'],
  ])('that %s is refused', async (_what, text) => {
    expect(await refusalOf(() => parseScimFilter(text))).toMatchObject({
      status: 400,
      errorCode: 'E0000053',
      errorSummary: expect.stringContaining('Invalid filter'),
    });
  });

  test.each([
    ['2,000 characters', `a eq "${'x'.repeat(1_993)}"`, undefined],
    ['2,001 characters', `a eq "${'x'.repeat(1_994)}"`, 'E0000053'],
    ['50 parentheses', `${'('.repeat(50)}a pr${')'.repeat(50)}`, undefined],
    ['51 parentheses', `${'('.repeat(51)}a pr${')'.repeat(51)}`, 'E0000053'],
    ['100,000 parentheses', '('.repeat(100_000), 'E0000053'],
    ['as many negations as it may', `${'not '.repeat(499)}a pr`, undefined],
    ['as many quotes as it may', '"\\'.repeat(1_000), 'E0000053'],
  ])('of %s is read or refused, and neither takes long', async (_size, text, errorCode) => {
    expect((await refusalOf(() => parseScimFilter(text)))?.errorCode).toBe(errorCode);
  });

  test('is quoted in the refusal as far as it fits one line', async () => {
    const refusal = await refusalOf(() => parseScimFilter(`a\r\neqq "${'x'.repeat(500)}"`));

    expect(refusal?.errorSummary).toMatch(/^Invalid filter 'a eqq "x+…': it must be made of: attribute pr, /);
  });
});
