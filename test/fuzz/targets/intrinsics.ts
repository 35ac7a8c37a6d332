import * as fc from 'fast-check';
import { resolve, type Scope } from '../../../local/intrinsics.ts';
import { hostileText, HOSTILE_KEYS } from '../arbitraries/hostile-text.ts';
import { jsonValue } from '../arbitraries/json-text.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly value: unknown;
  /** What it comes to, or no template of it is right. */
  readonly wanted?: { readonly value: unknown } | undefined;
}

const SCOPE: Scope = {
  pseudo: { 'AWS::Region': 'eu-west-1' },
  resources: new Map([['Table', { ref: 'table-1', attributes: { Arn: 'arn:table-1' } }]]),
};

/** A text and an expression that comes to it. */
const known = fc.constantFrom<{ readonly value: unknown; readonly text: string }>(
  { value: { Ref: 'AWS::Region' }, text: 'eu-west-1' },
  { value: { Ref: 'Table' }, text: 'table-1' },
  { value: { 'Fn::GetAtt': ['Table', 'Arn'] }, text: 'arn:table-1' },
  { value: { 'Fn::Sub': '${Table}/${Table.Arn}/${!x}' }, text: 'table-1/arn:table-1/${!x}' },
  { value: 'plain', text: 'plain' },
);
const joined = fc
  .tuple(fc.constantFrom('', ':', '/'), fc.array(known, { minLength: 1, maxLength: 3 }))
  .map(([separator, parts]) => ({
    value: { 'Fn::Join': [separator, parts.map((part) => part.value)] },
    text: parts.map((part) => part.text).join(separator),
  }));
const selected = fc
  .tuple(fc.nat(2), fc.array(fc.oneof(known, joined), { minLength: 3, maxLength: 3 }))
  .map(([index, parts]) => ({
    value: { 'Fn::Select': [index, parts.map((part) => part.value)] },
    text: parts[index]?.text,
  }));

const plain = jsonValue([], 3).filter((value) => !/"(Ref|Fn::\w+)":/.test(JSON.stringify(value) ?? ''));
const name = fc.oneof(fc.constantFrom(...HOSTILE_KEYS, 'Table', 'Elsewhere'), hostileText(3));

const inputs: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .oneof(known, joined, selected)
      .map(({ value, text }) => ({ value: { a: [value], b: value }, wanted: { value: { a: [text], b: text } } })),
  },
  { weight: 1, arbitrary: plain.map((value) => ({ value, wanted: { value } })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::If', 'Fn::Nothing'), name, name)
      .map(([fn, a, b]) => ({
        value: { [fn]: fn === 'Fn::GetAtt' ? [a, b] : fn === 'Fn::Sub' ? [`\${${a}}`, {}] : a },
      })),
  },
);

export const intrinsicsTarget = fuzzTarget<Input, typeof resolve>({
  name: 'intrinsics',
  covers: ['local/intrinsics.ts'],
  weight: 5,
  inputs,
  subject: resolve,
  check(subject, { value, wanted }) {
    let got: unknown;
    try {
      got = subject(value, SCOPE);
    } catch (error) {
      claim(
        error instanceof Error && error.message.startsWith('the embedded run'),
        `what is thrown is ${String(error)}`,
      );
      claim(wanted === undefined, `a template that is right is refused: ${String(error)}`);
      return 'refused';
    }
    if (wanted) claimSame(got, wanted.value, 'the value');
    else claim(typeof got === 'string', `an unknown name comes to ${String(got)}`);
    return 'taken';
  },
  defects: {
    'guesses what it does not know': (real) => (value, scope) => {
      try {
        return real(value, scope);
      } catch {
        return undefined;
      }
    },
    'joins with commas': (real) => (value, scope) => {
      const got = real(value, scope);
      return JSON.parse((JSON.stringify(got) ?? 'null').replaceAll('table-1/', 'table-1,'));
    },
    'knows what objects inherit': (real) => (value, scope) =>
      Reflect.get(Object(value), 'Ref') === 'constructor' ? Object : real(value, scope),
  },
});
