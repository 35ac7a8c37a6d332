import * as fc from 'fast-check';
import { logKeywords } from '../../../lambdas/admin/log-keywords.ts';
import { hostileText, longText } from '../arbitraries/hostile-text.ts';
import { jsonValue } from '../arbitraries/json-text.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  readonly q: string;
  readonly event: unknown;
  /** A value of the event, whose every word is to be found. */
  readonly value: string;
}

const value = fc.oneof(
  {
    weight: 300,
    arbitrary: fc
      .array(fc.constantFrom('user', 'sign-in', '(Okta)', 'Ärger', 'a-b-c', '--', '…', '10.0.0.1'), { maxLength: 5 })
      .map((words) => words.join(' ')),
  },
  { weight: 200, arbitrary: hostileText(8) },
  { weight: 1, arbitrary: longText(['-', 'a-', '.', ' a', '\u0301'], 2_000) },
);

const inputs: fc.Arbitrary<Input> = fc.record({
  q: fc.oneof(
    value,
    fc
      .array(fc.constantFrom('user', 'okta', 'sign-in', 'Okta', 'x'.repeat(40), 'x'.repeat(41), 'ß'), {
        maxLength: 12,
        size: 'max',
      })
      .map((words) => words.join(' ')),
  ),
  event: jsonValue(['eventType', 'actor'], 3),
  value,
});

export const logKeywordsTarget = fuzzTarget<Input, typeof logKeywords>({
  name: 'log-keywords',
  covers: ['lambdas/admin/log-keywords.ts'],
  inputs,
  subject: logKeywords,
  check(subject, { q, event, value: text }) {
    const words = q.split(/\s+/).filter(Boolean);
    const result = attempt(() => subject(q), { codes: ['E0000001'] });
    const isTooMuch = words.length > 10 || words.some((word) => word.toLowerCase().length > 40);
    claimSame('refused' in result, isTooMuch, 'whether it is refused');
    if ('refused' in result) return 'refused';
    claimSame(typeof result.taken(event), 'boolean', 'the type of a match');
    if (words.length === 0) claimSame(result.taken(event), true, 'whether nothing is found in everything');
    claimSame(result.taken({ deep: [{ text: q }] }), true, 'whether the keywords are found in themselves');
    claimSame(result.taken({ [q]: 1 }), words.length === 0, 'whether a keyword is found in a name');
    for (const word of text.split(/\s+/).slice(0, 6)) {
      const parts = [word, ...word.split('-').slice(0, 6)].filter(
        (part) => part !== '' && part.toLowerCase().length <= 40,
      );
      for (const part of parts) {
        claim(
          subject(part.toUpperCase().toLowerCase() === part.toLowerCase() ? part.toUpperCase() : part)({
            event,
            text,
          }),
          `"${part}" is not found in "${text}"`,
        );
      }
    }
    return 'taken';
  },
  defects: {
    'minds the case': () => (q) => (event) => JSON.stringify(event).includes(q),
    'looks at names too': (real) => (q) => {
      const found = real(q);
      return (event) => found(event) || Object.keys(Object(event)).includes(q);
    },
    'does not split at hyphens': (real) => (q) => {
      const found = real(q);
      return (event) => found(event) && !(JSON.stringify(event) ?? '').toLowerCase().includes(`${q.toLowerCase()}-`);
    },
    'takes any number of keywords': (real) => (q) => real(q.split(/\s+/).slice(0, 10).join(' ')),
  },
});
