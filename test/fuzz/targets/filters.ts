import * as fc from 'fast-check';
import { logFilter } from '../../../lambdas/admin/log-filter.ts';
import { matches } from '../../../lambdas/admin/log-match.ts';
import { type Comparison, type Expression, parseScimFilter } from '../../../lambdas/admin/scim-filter.ts';
import { parseStreamFilter } from '../../../lambdas/admin/stream-filter.ts';
import { unreachable } from '../../../lambdas/core/unreachable.ts';
import { hostileText, longText } from '../arbitraries/hostile-text.ts';
import { jsonValue } from '../arbitraries/json-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  /** Written by the writer below, or any text. */
  readonly expression?: Expression | undefined;
  readonly text: string;
  readonly event: unknown;
}

const OPERATORS: readonly Comparison['op'][] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const ATTRIBUTES = [
  'eventType',
  'actor.id',
  'target.id',
  'debugContext.debugData.url',
  'outcome.result',
  'actor.constructor',
  'uuid',
  'client.x.y.z',
  'status',
  'type',
];
const attribute = fc.constantFrom(...ATTRIBUTES);
const literal = fc.oneof(
  fc.constantFrom<string | number | boolean>(
    '',
    'a',
    'ACTIVE',
    '2026-03-01T00:00:00Z',
    '(',
    ') or (',
    '\\',
    '\\"',
    'a\\b',
    '[x]',
    'and',
    0,
    -1,
    1.5,
    -2e-3,
    true,
    false,
  ),
  hostileText(4),
);

const { expression } = fc.letrec<{ expression: Expression; comparison: Expression; list: Expression }>((tie) => ({
  comparison: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...OPERATORS), attribute, literal)
        .map(([op, name, value]): Expression => ({ op, attribute: name, literal: value })),
    },
    { weight: 1, arbitrary: attribute.map((name): Expression => ({ op: 'pr', attribute: name })) },
  ),
  list: fc
    .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expression'), { minLength: 2, maxLength: 3 }))
    .map(([op, operands]): Expression => ({ op, operands })),
  expression: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: tie('comparison') },
    { weight: 1, arbitrary: tie('list') },
    { weight: 1, arbitrary: tie('expression').map((operand): Expression => ({ op: 'not', operand })) },
  ),
}));

const PIECES = [
  '(',
  ')',
  '[',
  ']',
  '"',
  '\\',
  ' ',
  ' and ',
  ' or ',
  ' not ',
  ' eq ',
  ' pr',
  '.',
  '-1',
  '1e5',
  'null',
  'true',
  ' constructor ',
  '__proto__',
];
const event = jsonValue(
  ['eventType', 'actor', 'id', 'target', 'debugContext', 'debugData', 'url', 'outcome', 'result', 'uuid'],
  4,
);

const inputs: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 300,
    arbitrary: fc.record({ expression, event }).map((input) => ({ ...input, text: write(input.expression) })),
  },
  { weight: 200, arbitrary: fc.record({ text: mutatedText(expression.map(write), PIECES), event }) },
  { weight: 50, arbitrary: fc.record({ text: hostileText(16), event }) },
  {
    weight: 50,
    arbitrary: fc.record({
      text: mutatedText(
        fc
          .tuple(
            fc.constantFrom('type', 'status'),
            fc.constantFrom(' eq ', ' EQ ', ' sw '),
            fc.constantFrom('"ACTIVE"', '"INACTIVE"', '"aws_eventbridge"', '"x"'),
          )
          .map((parts) => parts.join('')),
        PIECES,
      ),
      event,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      text: longText(['(', 'not ', 'not(', '"', '\\"', 'a eq 1 and ', 'a[', ' ', '-1 '], 2_100),
      event,
    }),
  },
);

const REAL = { parseScimFilter, parseStreamFilter, logFilter };
const CODES = ['E0000053', 'E0000031'];

export const filtersTarget = fuzzTarget<Input, typeof REAL>({
  name: 'filters',
  covers: [
    'lambdas/admin/scim-filter.ts',
    'lambdas/admin/stream-filter.ts',
    'lambdas/admin/log-filter.ts',
    'lambdas/admin/log-match.ts',
  ],
  inputs,
  subject: REAL,
  check(subject, { expression: wanted, text, event: logged }) {
    const parsed = attempt(() => subject.parseScimFilter(text), { codes: ['E0000053'] });
    if (wanted && text.length <= 2_000)
      claimSame('taken' in parsed ? flat(parsed.taken) : parsed, flat(wanted), 'the expression');

    const ofStreams = attempt(() => subject.parseStreamFilter(text), { codes: CODES });
    claim(
      'refused' in ofStreams || ['type', 'status'].includes(ofStreams.taken.attribute),
      'streams are filtered by something else',
    );
    claim('refused' in ofStreams || 'taken' in parsed, 'streams are filtered by what is no filter');

    const ofLogs = attempt(() => subject.logFilter(text), { codes: CODES });
    if ('refused' in ofLogs) return 'refused';
    claim('taken' in parsed, 'events are filtered by what is no filter');
    const isMatch = ofLogs.taken(logged);
    claimSame(typeof isMatch, 'boolean', 'the type of a match');
    claimSame(isMatch, matches(parsed.taken, logged), 'whether the event matches');
    const opposite = attempt(() => subject.logFilter(`not (${text})`), { codes: ['E0000053'] });
    if ('taken' in opposite) claimSame(opposite.taken(logged), !isMatch, 'whether the event matches the opposite');
    return 'taken';
  },
  defects: {
    'reads a backslash twice': (real) => ({
      ...real,
      parseScimFilter: (text) => real.parseScimFilter(text.replaceAll('\\\\', '\\')),
    }),
    'knows and before or': (real) => ({
      ...real,
      parseScimFilter: (text) => real.parseScimFilter(text.replaceAll(/[()]/g, ' ')),
    }),
    'finds what objects inherit': (real) => ({
      ...real,
      logFilter: (text) => {
        const filter = real.logFilter(text);
        return (logged) => filter(logged) || text.includes('constructor pr');
      },
    }),
    'throws the parser’s own error': (real) => ({
      ...real,
      parseStreamFilter: (text) => {
        JSON.parse(`"${text}"`);
        return real.parseStreamFilter(text);
      },
    }),
    'answers with undefined': (real) => ({
      ...real,
      logFilter: (text) => {
        const filter = real.logFilter(text);
        return (logged) => (filter(logged) ? true : (undefined as unknown as boolean));
      },
    }),
  },
});

/** Every operand in parentheses, literals as JSON: the plainest way to write it. */
function write(given: Expression): string {
  switch (given.op) {
    case 'and':
    case 'or':
      return given.operands.map((operand) => `(${write(operand)})`).join(` ${given.op} `);
    case 'not':
      return `not (${write(given.operand)})`;
    case 'pr':
      return `${given.attribute} pr`;
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return `${given.attribute} ${given.op} ${JSON.stringify(given.literal)}`;
    default:
      return unreachable(given);
  }
}

/** `a and (b and c)` is `a and b and c`; and a text that JSON writes as an escape is the same text. */
function flat(given: Expression): Expression {
  if (given.op === 'not') return { op: 'not', operand: flat(given.operand) };
  if (given.op !== 'and' && given.op !== 'or') return given;
  const operands = given.operands
    .map(flat)
    .flatMap((operand) => (operand.op === given.op ? operand.operands : [operand]));
  return { op: given.op, operands };
}
