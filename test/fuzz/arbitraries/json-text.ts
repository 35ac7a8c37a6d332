import * as fc from 'fast-check';
import { hostileText, HOSTILE_KEYS } from './hostile-text.ts';

/** What a damaged JSON text is made of. */
export const JSON_PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u',
  '\\u00',
  '\\ud83d',
  '-',
  '0',
  '01',
  '1.',
  '.5',
  '1e',
  'e+',
  'E',
  'tru',
  'null',
  'NaN',
  '\u0000',
  '\n',
  '\u00a0',
  '\ufeff',
  "'",
  '//',
  '/*',
  'é',
];

const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1.5',
  '1.0',
  '1e5',
  '1E+3',
  '-1.0e-7',
  '12345678901234567890',
  '9223372036854775808',
  '1e400',
  '0.1000000000000000055511151231257827',
  '100000000000000000000000',
];

/** One character may be written in many ways, and all of them must stay as they are. */
const WRITTEN = [
  'a',
  'B',
  '0',
  ' ',
  '\\"',
  '\\\\',
  '\\/',
  '\\b',
  '\\f',
  '\\n',
  '\\r',
  '\\t',
  '\\u0041',
  '\\u0000',
  '\\u005f',
  '\\uD83D\\uDD10',
  '\\ud800',
  '\\uDFFF',
  '\\ufffe',
  '\u007f',
  'é',
  '漢',
  '🔐',
  '\u2028',
  '\ufffe',
  '\ufeff',
];

const SPACE = fc.constantFrom('', '', '', '', '', ' ', '\n', '\t', '\r\n ');

const stringText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...WRITTEN), { maxLength: 6 }).map((parts) => `"${parts.join('')}"`),
  },
  { weight: 1, arbitrary: hostileText().map((text) => JSON.stringify(text)) },
);

const scalarText = fc.oneof(
  { weight: 3, arbitrary: stringText },
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.double().map((number) => JSON.stringify(number)) },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false', 'null') },
);

const HOSTILE_KEY_TEXTS = [...HOSTILE_KEYS.map((key) => JSON.stringify(key)), '"\\u005f_proto__"'];

/**
 * JSON text as anybody may write it: spaces anywhere, any escapes, members twice, numbers of any size, and the members
 * of `keys` more often than others.
 */
export function jsonText(keys: readonly string[] = [], maxDepth = 4): fc.Arbitrary<string> {
  const keyText = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...keys.map((key) => JSON.stringify(key)), ...HOSTILE_KEY_TEXTS) },
    { weight: 1, arbitrary: stringText },
  );
  return fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth },
      { weight: 3, arbitrary: scalarText },
      { weight: 2, arbitrary: tie('object') },
      { weight: 1, arbitrary: tie('list') },
    ),
    list: fc
      .tuple(fc.array(fc.tuple(SPACE, tie('value'), SPACE), { maxLength: 4 }), SPACE)
      .map(([elements, space]) =>
        elements.length === 0 ? `[${space}]` : `[${elements.map((parts) => parts.join('')).join(',')}]`,
      ),
    object: fc
      .tuple(fc.array(fc.tuple(SPACE, keyText, SPACE, SPACE, tie('value'), SPACE), { maxLength: 4 }), SPACE)
      .map(([members, space]) =>
        members.length === 0
          ? `{${space}}`
          : `{${members.map(([a, key, b, c, value, d]) => `${a}${key}${b}:${c}${value}${d}`).join(',')}}`,
      ),
  })).value;
}

/** Values as JSON.parse makes them, with own members of hostile names among them. */
export const jsonValue = (keys: readonly string[] = [], maxDepth = 3): fc.Arbitrary<unknown> =>
  jsonText(keys, maxDepth).map((text): unknown => JSON.parse(text));
