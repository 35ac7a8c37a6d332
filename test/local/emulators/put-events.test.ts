import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseEntries, readEntry } from '../../../local/emulators/put-events.ts';

const at = new Date('2026-03-01T12:00:00Z');

const entry = (detail: string, members: object = {}) => ({
  Source: 'okta.com/acme',
  DetailType: 'SystemLog',
  Detail: detail,
  ...members,
});

/** `Source` and `DetailType` are 22 bytes; a detail of this many bytes fills the rest. */
const ofBytes = (bytes: number) => entry(`{"a":"${'x'.repeat(bytes - 22 - '{"a":""}'.length)}"}`);

describe('the entries of a request', () => {
  test.each([
    ['no entries', {}],
    ['entries that are no list', { Entries: 'x' }],
    ['an empty list', { Entries: [] }],
    ['more than ten', { Entries: Array.from({ length: 11 }, () => entry('{}')) }],
  ])('are refused when there are %s', (_what, input) => {
    expect(() => parseEntries(input)).toThrow(expect.objectContaining({ code: 'ValidationException', status: 400 }));
  });

  test('are refused when a time is not a number of seconds', () => {
    expect(() => parseEntries({ Entries: [entry('{}', { Time: '2026-03-01T12:00:00Z' })] })).toThrow(
      expect.objectContaining({ code: 'SerializationException' }),
    );
  });

  test.each([
    ['1,048,576 bytes', [ofBytes(1_048_576)]],
    ['as many in two entries', [ofBytes(1_000_000), ofBytes(48_576)]],
    ['as many with a time, which counts 14', [{ ...ofBytes(1_048_562), Time: 1772366400.123456 }]],
    ['as many with resources', [{ ...ofBytes(1_048_566), Resources: ['12345', 'abcde'] }]],
    ['as many in characters of several bytes', [entry(`{"a":"${'é'.repeat((1_048_576 - 30) / 2)}"}`)]],
  ])('may have %s in total and not one more', (_what, entries) => {
    const [first, ...rest] = entries;
    const oneMore = [{ ...first, DetailType: 'SystemLog+' }, ...rest];

    expect(parseEntries({ Entries: entries })).toHaveLength(entries.length);
    expect(() => parseEntries({ Entries: oneMore })).toThrow(
      'Total size of the entries in the request is over the limit.',
    );
  });
});

describe('an entry', () => {
  test('becomes an event with its detail verbatim', () => {
    const detail = String.raw`{ "uuid":"u-1","published":"2026-03-01T11:59:59.5Z","n":1.50e3,"s":"\u00e9" }`;

    expect(readEntry(entry(detail), at)).toEqual({
      id: 'u-1',
      text: detail,
      publishedMs: Date.parse('2026-03-01T11:59:59.500Z'),
      at,
      source: 'okta.com/acme',
      detailType: 'SystemLog',
    });
  });

  test.each(['Source', 'DetailType', 'Detail'])('is refused without %s', (name) => {
    const expected = {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
    };

    expect(readEntry(entry('{}', { [name]: undefined }), at)).toEqual(expected);
    expect(readEntry(entry('{}', { [name]: '' }), at)).toEqual(expected);
  });

  test.each([
    [
      'from a source that is reserved',
      entry('{}', { Source: 'aws.partner/okta.com/acme' }),
      'NotAuthorizedForSourceException',
    ],
    ['with a detail type of 129 characters', entry('{}', { DetailType: 'x'.repeat(129) }), 'InvalidArgument'],
    ['with a detail that is not JSON', entry('{'), 'MalformedDetail'],
    ['with a list for its detail', entry('[{}]'), 'MalformedDetail'],
    ['with a string for its detail', entry('"x"'), 'MalformedDetail'],
    ['with null for its detail', entry('null'), 'MalformedDetail'],
    ['nested in 1,001 levels', entry(nested(1001)), 'MalformedDetail'],
    ['with an integer above 64 bits', entry('{"n":9223372036854775808}'), 'MalformedDetail'],
    ['with an integer below 64 bits', entry('{"n":-9223372036854775809}'), 'MalformedDetail'],
    [
      'with a long integer behind a quote in quotes',
      entry(String.raw`{"a":"\\\"","n":[12345678901234567890]}`),
      'MalformedDetail',
    ],
  ])('is refused %s', (_what, refused, code) => {
    expect(readEntry(refused, at)).toMatchObject({ ErrorCode: code });
  });

  test.each([
    ['a source that only begins like a reserved one', entry('{}', { Source: 'aws-audit' })],
    ['a detail type of 128 characters', entry('{}', { DetailType: 'x'.repeat(128) })],
    ['1,000 levels', entry(nested(1000))],
    ['brackets in quotes', entry(`{"a":"${'['.repeat(3000)}"}`)],
    ['the largest integer of 64 bits', entry('{"n":9223372036854775807}')],
    ['the smallest integer of 64 bits', entry('{"n":-9223372036854775808}')],
    ['many digits in quotes', entry('{"n":"12345678901234567890"}')],
    ['many digits behind the point', entry('{"n":0.12345678901234567890}')],
    ['many digits before an exponent', entry('{"n":12345678901234567890e-5}')],
  ])('may have %s', (_what, taken) => {
    expect(readEntry(taken, at)).toHaveProperty('id');
  });

  test('is taken whatever its strings contain', () => {
    const trap = fc.string({ unit: fc.constantFrom('\\', '"', '[', '{', '12345678901234567890', ' ') });

    fc.assert(
      fc.property(fc.array(trap), (strings) => {
        expect(readEntry(entry(JSON.stringify({ strings, filler: 'x'.repeat(2_000) })), at)).toHaveProperty('id');
      }),
    );
  });
});

function nested(levels: number): string {
  const inner = levels - 1;
  return `{"a":${'['.repeat(inner)}${']'.repeat(inner)}}`;
}
