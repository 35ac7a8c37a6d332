import { createHash } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { codeOf } from '../../lambdas/core/errors.ts';
import { pageEvents } from '../../lambdas/okta/page-events.ts';

const read = (text: string) =>
  pageEvents(Buffer.from(text), { contentType: 'application/json', credentials: [] }).map(({ json, ...event }) => ({
    ...event,
    text: json.toString(),
    bytes: json.length,
  }));

const hashOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** How many events there are, or the code of the refusal. */
const outcomeOf = (text: string): number | string => {
  try {
    return read(text).length;
  } catch (error) {
    return codeOf(error);
  }
};

const lengthOfArray = (text: string): number | string => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.length : 'OKTA_PAGE_INVALID';
  } catch {
    return 'OKTA_PAGE_INVALID';
  }
};

const whitespace = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 });

/** Objects with keys that matter, nested ones too, among any others. */
const { event: anyEvent } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\\"', '[', ']', '{', '}', ',', '\\\\', null, true, 0, -1.5e300, ''),
    tie('event'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  event: fc.dictionary(
    fc.oneof(fc.constantFrom('uuid', 'published', '__proto__'), fc.string({ unit: 'binary' })),
    tie('value'),
    { maxKeys: 5 },
  ),
}));

describe('pageEvents', () => {
  test('gives every element byte-true, with the uuid and published that JSON.parse finds', () => {
    const element = fc.oneof(anyEvent, fc.jsonValue());
    const spaced = fc.tuple(element, whitespace, whitespace, fc.constantFrom(undefined, 2));

    fc.assert(
      fc.property(fc.array(spaced), whitespace, (elements, outside) => {
        const texts = elements.map(([value, , , indent]) => JSON.stringify(value, undefined, indent));
        const joined = texts.map((text, index) => `${elements[index]?.[1]}${text}${elements[index]?.[2]}`).join(',');

        const events = read(`${outside}[${joined}]${outside}`);

        expect(events).toEqual(
          texts.map((text) => {
            const { uuid, published }: Record<string, unknown> = { ...JSON.parse(text) };
            return {
              id: typeof uuid === 'string' && uuid !== '' ? uuid : hashOf(text),
              published: typeof published === 'string' ? published : undefined,
              text,
              bytes: Buffer.byteLength(text),
            };
          }),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('refuses what JSON.parse refuses and takes every array it takes', () => {
    const broken = fc
      .tuple(
        fc.array(anyEvent).map((events) => JSON.stringify(events)),
        fc.nat(),
        fc.nat(3),
        fc.string({ maxLength: 2 }),
      )
      .map(([text, at, removed, added]) => {
        const position = at % (text.length + 1);
        return text.slice(0, position) + added + text.slice(position + removed);
      });

    fc.assert(
      fc.property(fc.oneof(broken, fc.string(), fc.json()), (text) => {
        expect(outcomeOf(text)).toBe(lengthOfArray(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['nested uuids before and after', '{"actor":{"uuid":"no"},"uuid":"yes","target":[{"uuid":"no"}]}', 'yes'],
    ['a uuid in a string', '{"x":"\\"uuid\\":\\"no\\"","uuid":"yes"}', 'yes'],
    ['an escaped key', '{"\\u0075uid":"yes"}', 'yes'],
    ['an escaped value', '{"uuid":"\\u0079es"}', 'yes'],
    ['two uuids: the last wins', '{"uuid":"no","uuid":"yes"}', 'yes'],
  ])('takes the uuid of the event itself with %s', (_, text, id) => {
    const events = read(`[${text}]`);

    expect(events).toMatchObject([{ id, text }]);
  });

  test.each([
    '{"uuid":7}',
    '{"uuid":""}',
    '{"uuid":"no","uuid":null}',
    '{"__proto__":{"uuid":"no"}}',
    '{}',
    '[["a"]]',
    '"a"',
    '1.0',
    'null',
  ])('gives %s the hash of its text as id', (text) => {
    const events = read(`[ ${text} ]`);

    expect(events).toEqual([{ id: hashOf(text), published: undefined, text, bytes: text.length }]);
  });

  test('takes no uuid and no published that are too long to be carried along', () => {
    const text = `{"uuid":"${'u'.repeat(201)}","published":"${'p'.repeat(201)}"}`;

    const events = read(`[${text},{"uuid":"${'u'.repeat(200)}","published":"${'p'.repeat(200)}"}]`);

    expect(events).toMatchObject([
      { id: hashOf(text), published: undefined, text },
      { id: 'u'.repeat(200), published: 'p'.repeat(200) },
    ]);
  });

  test('takes no uuid and no published with half a character in it, which would become another on the way', () => {
    const text = '{"uuid":"a\\ud800","published":"\\udc00"}';

    expect(read(`[${text},{"uuid":"\\ud83d\\udd10"}]`)).toMatchObject([
      { id: hashOf(text), published: undefined, text },
      { id: '🔐' },
    ]);
  });

  test('keeps number and escape spellings that parsing and writing would change', () => {
    const text = '{"uuid":"a","n":12345678901234567890.10,"e":1E+2,"s":"\\/\\u00e9\\ud800","k":1,"k":2}';

    const events = read(`[${text}]`);

    expect(events).toMatchObject([{ text, bytes: text.length }]);
  });

  test('counts bytes of UTF-8, not characters', () => {
    const events = read('[{"uuid":"é€😀"}]');

    expect(events).toMatchObject([{ bytes: 11 + 2 + 3 + 4 }]);
  });

  test('finds no event in an empty page', () => {
    const events = read(' [ ] ');

    expect(events).toEqual([]);
  });

  test.each(['', '{"events":[]}', 'null', '[{"uuid":"a"}', '[{"uuid":"a"},]', '[1] 2', '<html></html>'])(
    'refuses %j',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ code: 'OKTA_PAGE_INVALID' }));
    },
  );

  test('says of a refused page its type, length and beginning, on one line and without credentials', () => {
    const text = `<html>\r\n\u001b[31mSSWS s3cret\u202e ${'x'.repeat(200)}`;

    expect(() => pageEvents(Buffer.from(text), { contentType: 'text/html', credentials: ['s3cret'] })).toThrow(
      `Okta's answer must be a JSON array of at most 10000 elements; got ${Buffer.byteLength(text)} bytes of text/html that begin ` +
        `"<html> [31mSSWS [redacted] ${'x'.repeat(52)}…"`,
    );
  });
});
