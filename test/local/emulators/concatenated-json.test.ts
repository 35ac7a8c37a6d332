import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { spannedValues, type Span } from '../../../local/emulators/concatenated-json.ts';

const textsOf = (body: Buffer): string[] =>
  Array.from(spannedValues(body), ({ start, end }) => body.toString('utf8', start, end));

const membersOf = (text: string): Record<string, string> => {
  const body = Buffer.from(text);
  const [object] = spannedValues(body);
  const raw = ({ start, end }: Span) => body.toString('utf8', start, end);
  return Object.fromEntries(Array.from(object?.members ?? [], ([name, span]) => [name, raw(span)]));
};

/** JSON texts as senders write them: compact or indented, any Unicode, with escapes or without. */
const jsonText = fc
  .tuple(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(undefined, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, undefined, indent));

const space = fc.stringMatching(/^[ \t\r\n]{1,3}$/);

describe('concatenated JSON', () => {
  test('comes back value by value and byte for byte with white space in between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(jsonText, space)), (parts) => {
        const body = Buffer.from(parts.flat().join(''));

        expect(textsOf(body)).toEqual(parts.map(([text]) => text));
      }),
    );
  });

  test('comes back object by object with nothing in between', () => {
    const objectText = fc.dictionary(fc.string({ unit: 'grapheme' }), jsonText).map(
      (members) =>
        `{${Object.entries(members)
          .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
          .join(',')}}`,
    );

    fc.assert(
      fc.property(fc.array(objectText), (objects) => {
        expect(textsOf(Buffer.from(objects.join('')))).toEqual(objects);
      }),
    );
  });

  test('has the members of an object exactly as they were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.tuple(jsonText, space)), (members) => {
        const written = Object.entries(members).map(
          ([name, [text, gap]]) => `${JSON.stringify(name)}${gap}:${gap}${text}`,
        );

        expect(membersOf(`{${written.join(',')}}`)).toEqual(
          Object.fromEntries(Object.entries(members).map(([name, [text]]) => [name, text])),
        );
      }),
    );
  });

  test('has numbers and escapes as they were written, not as JavaScript would write them', () => {
    const text = String.raw`{"event":{"n":1.50e+2,"big":12345678901234567890,"s":"\u00e9\/"}}`;

    expect(membersOf(text)).toEqual({
      event: String.raw`{"n":1.50e+2,"big":12345678901234567890,"s":"\u00e9\/"}`,
    });
  });

  test('does not take brackets and braces in strings for structure', () => {
    const values = [{ a: { b: '}"]{', c: [']'] } }, ['}\\', { a: '[' }], { '}': '{' }];
    const texts = values.map((value) => JSON.stringify(value));

    expect(textsOf(Buffer.from(texts.join('')))).toEqual(texts);
  });

  test('names the last of two members with one name, spelled with or without escapes', () => {
    expect(membersOf(String.raw`{"event":1,"\u0065vent":2}`)).toEqual({ event: '2' });
  });

  test.each([
    ['a comma between objects', '{"a":1},{"b":2}', ['{"a":1}', ',', '{"b":2}']],
    ['a brace too many', '{"a":1}}{"b":2}', ['{"a":1}', '}', '{"b":2}']],
    ['a brace too few', '{"a":{"b":1}', ['{"a":{"b":1}']],
    ['a string without an end', '{"a":"b\\"}', ['{"a":"b\\"}']],
    ['a member without a value', '{"a":}{"b":2}', ['{"a":}', '{"b":2}']],
    ['words', 'hello {"b":2}', ['hello', '{"b":2}']],
    ['an object cut off behind a name', '{"a":1,"b"', ['{"a":1,"b"']],
  ])('shows %s as a value of its own', (_what, body, values) => {
    expect(textsOf(Buffer.from(body))).toEqual(values);
  });

  test('covers every byte that is not white space, whatever the bytes', () => {
    const soup = fc.stringMatching(/^[{}[\]",:\\ 1ae\n]{0,40}$/);

    fc.assert(
      fc.property(soup, (body) => {
        const covered = textsOf(Buffer.from(body)).join('');

        expect(covered.replaceAll(/\s/g, '')).toBe(body.replaceAll(/\s/g, ''));
      }),
    );
  });
});
