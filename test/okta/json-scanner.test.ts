import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { scanArray, stringAt } from '../../lambdas/okta/json-scanner.ts';

/** What JSON.parse makes of a text, in the scanner's terms; undefined for what is no JSON array. */
function parsed(text: string): { readonly json: string; readonly uuid: string | undefined }[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value)
      ? value.map((element) => ({ json: JSON.stringify(element), uuid: uuidOf(element) }))
      : undefined;
  } catch {
    return undefined;
  }
}

function uuidOf(element: unknown): string | undefined {
  if (element === null || typeof element !== 'object' || Array.isArray(element)) return undefined;
  const uuid: unknown = Object.getOwnPropertyDescriptor(element, 'uuid')?.value;
  return typeof uuid === 'string' ? uuid : undefined;
}

function scanned(text: string): ReturnType<typeof parsed> {
  const bytes = Buffer.from(text);
  return scanArray(bytes, ['uuid', 'published'])?.map(({ start, end, strings }) => ({
    json: JSON.stringify(JSON.parse(bytes.toString('utf8', start, end))),
    uuid: strings['uuid'] && stringAt(bytes, strings['uuid']),
  }));
}

/** Pieces of JSON and of what is nearly JSON. */
const SCALARS = [
  ...[
    '0',
    '-0',
    '1.5',
    '1e5',
    '1E+3',
    '-1.0e-7',
    'true',
    'false',
    'null',
    '""',
    '"a"',
    '"\\u0041"',
    '"\\ud800"',
    '"é🔐"',
  ],
  ...[
    '',
    '01',
    '1.',
    '.5',
    '-',
    '1e',
    '1e+',
    '+1',
    'tru',
    'nul',
    'NaN',
    '"',
    '"\\"',
    '"\\x"',
    '"\\u00g1"',
    '"\t"',
    "'a'",
  ],
];
const KEYS = ['"uuid"', '"a"', '"uuidx"', '"uui"', '""', '"\\u0075uid"', '"uu\\u0069d"', 'uuid', '"published"'];
const SPACE = fc.constantFrom('', ' ', '\n', '\t\r');

const { value } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom(...SCALARS), tie('array'), tie('object')),
  array: fc.array(tie('value'), { maxLength: 4 }).map((elements) => `[${elements.join(',')}]`),
  object: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), SPACE, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([key, space, member]) => `${key}${space}:${member}`).join(` ,`)}}`),
}));

describe('the scanner of a page', () => {
  test('finds what JSON.parse finds, and refuses what it refuses, in texts that are nearly JSON', () => {
    fc.assert(
      fc.property(value, SPACE, (text, space) => {
        for (const page of [text, `${space}[${text}]${space}`, `[${text},${space}{"uuid":"u"}]`]) {
          expect(scanned(page)).toEqual(parsed(page));
        }
      }),
      { numRuns: 10_000, seed: 3 },
    );
  });

  test('does so in JSON that was cut or damaged at any place', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.nat(2), fc.string({ maxLength: 2 }), (json, at, removed, inserted) => {
        const text = JSON.stringify([json, json]);
        const place = at % (text.length + 1);
        const damaged = `${text.slice(0, place)}${inserted}${text.slice(place + removed)}`;
        expect(scanned(damaged.toWellFormed())).toEqual(parsed(damaged.toWellFormed()));
      }),
      { numRuns: 10_000, seed: 5 },
    );
  });

  test('takes the last of several members of one name, and only if it is a string', () => {
    expect(
      scanned('[{"uuid":"a","uuid":"b"},{"uuid":"a","uuid":1},{"uuid":{"uuid":"a"}}]')?.map(({ uuid }) => uuid),
    ).toEqual(['b', undefined, undefined]);
  });

  test('goes as deep as a text is nested', () => {
    const depth = 200_000;

    expect(scanArray(Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`), [])).toHaveLength(1);
    expect(scanArray(Buffer.from('['.repeat(depth)), [])).toBeUndefined();
  });
});
