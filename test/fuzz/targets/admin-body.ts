import { isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import { jsonBody } from '../../../lambdas/admin/json-body.ts';
import type { AdminRequest } from '../../../lambdas/admin/request.ts';
import { echoed, echoing, hostileText, longText, secretText } from '../arbitraries/hostile-text.ts';
import { jsonText } from '../arbitraries/json-text.ts';
import { mutatedBytes } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

type Given = Pick<AdminRequest, 'contentType' | 'body'>;

interface Input extends Given {
  readonly secret: string;
}

const contentType = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'application/json',
      'Application/JSON; charset=UTF-8',
      'application/json;charset="utf-8"',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      undefined,
      '',
      'text/plain',
      'application/json; charset=latin1',
      'application/jsonp',
      ';application/json',
    ),
  },
  { weight: 1, arbitrary: hostileText() },
);

const body = fc.oneof(
  { weight: 400, arbitrary: mutatedBytes(jsonText(['name', 'settings', 'token'], 4)) },
  { weight: 100, arbitrary: echoing(hostileText()).map((text) => Buffer.from(text)) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.integer({ min: 10, max: 20 }), fc.constantFrom('[', '{"a":'))
      .map(([depth, open]) =>
        Buffer.from(open.repeat(depth) + (open === '[' ? ']' : '0}').repeat(depth).replaceAll('}0', '}')),
      ),
  },
  { weight: 1, arbitrary: longText(['[', '{"a":', ' ', '"', '[],', '1'], 66_000).map((text) => Buffer.from(text)) },
);

const inputs: fc.Arbitrary<Input> = fc.tuple(contentType, body, secretText).map(([type, bytes, secret]) => ({
  contentType: type,
  body: Buffer.from(echoed(bytes.toString('latin1'), secret), 'latin1'),
  secret,
}));

type Read = (given: Given) => unknown;

const read: Read = (given) => jsonBody(given as AdminRequest);

export const adminBodyTarget = fuzzTarget<Input, Read>({
  name: 'admin-body',
  covers: ['lambdas/admin/json-body.ts'],
  inputs,
  subject: read,
  check(subject, { contentType: type, body: bytes, secret }) {
    const result = attempt(() => subject({ contentType: type, body: bytes }), {
      codes: ['E0000003', 'E0000021'],
      secrets: [secret],
    });
    const isPlain = type === 'application/json' && bytes.length > 0 && bytes.length <= 65_536;
    const wanted = isUtf8(bytes) ? parsed(bytes.toString('utf8').replace(/^\ufeff/, '')) : undefined;
    if ('refused' in result) {
      claim(
        !isPlain || wanted === undefined || depthOf(wanted.value) > 15,
        () => `a good body is refused: ${result.refused.text}`,
      );
      return 'refused';
    }
    claimSame(result.taken, wanted?.value, 'the value');
    claim(depthOf(result.taken) <= 16, `the value is ${depthOf(result.taken)} deep`);
    return 'taken';
  },
  defects: {
    'quotes what it cannot parse': (real) => (given) => {
      if (given.contentType === 'application/json')
        try {
          return JSON.parse(given.body.toString());
        } catch {
          throw Object.assign(new Error(`no JSON: ${given.body.toString()}`), { code: 'E0000003' });
        }
      return real(given);
    },
    'puts characters in for bytes': (real) => (given) => real({ ...given, body: Buffer.from(given.body.toString()) }),
    'lets any depth in': (real) => (given) => {
      try {
        return real(given);
      } catch (error) {
        if (String(error).includes('well-formed') && given.body.length < 100)
          return JSON.parse(given.body.toString());
        throw error;
      }
    },
    'takes members of the prototype': (real) => (given) => {
      const value = real(given);
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.assign({}, value) : value;
    },
  },
});

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** How many brackets are open at most, and one more for what is in them. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  for (; level.length > 0; depth += 1) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return depth;
}
