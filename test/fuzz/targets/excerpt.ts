import * as fc from 'fast-check';
import { excerpt } from '../../../lambdas/http/excerpt.ts';
import { hostileText, longText, secretText } from '../arbitraries/hostile-text.ts';
import { claim } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Input {
  /** Between them stands the secret, in one disguise or another. */
  readonly parts: readonly string[];
  readonly disguises: readonly Disguise[];
  readonly secret: string;
  readonly maxLength: number;
}

type Excerpt = (text: string, secrets: readonly string[], maxLength: number) => string;

const DISGUISES = {
  none: (secret) => secret,
  'upper case': (secret) => secret.toUpperCase(),
  'strewn with blanks': (secret) => Array.from(secret).join('\u200b '),
  broken: (secret) => `${secret.slice(0, 9)}\r\n\t${secret.slice(9)}`,
  'twice over': (secret) => secret + secret,
  'beginning with itself': (secret) => secret.slice(0, 5) + secret,
} as const satisfies Record<string, (secret: string) => string>;
type Disguise = keyof typeof DISGUISES;

const part = fc.oneof(
  { weight: 200, arbitrary: hostileText(10) },
  { weight: 1, arbitrary: longText([' ', '\u200b', 'x', '\n', '\ud800'], 20_010) },
);

const inputs: fc.Arbitrary<Input> = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 4 }),
  disguises: fc.array(
    fc.constantFrom<Disguise>(
      'none',
      'upper case',
      'strewn with blanks',
      'broken',
      'twice over',
      'beginning with itself',
    ),
    { maxLength: 4 },
  ),
  secret: fc.oneof(
    { weight: 180, arbitrary: secretText },
    { weight: 20, arbitrary: secretText.map((secret) => `Basic ${secret}`) },
    { weight: 1, arbitrary: secretText.map((secret) => secret.repeat(50)) },
  ),
  maxLength: fc.constantFrom(200, 80),
});

export const excerptTarget = fuzzTarget<Input, Excerpt>({
  name: 'excerpt',
  covers: ['lambdas/http/excerpt.ts'],
  inputs,
  subject: excerpt,
  check(subject, { parts, disguises, secret, maxLength }) {
    const text = parts
      .flatMap((each, index) => [each, DISGUISES[disguises[index] ?? 'none'](index < disguises.length ? secret : '')])
      .join('');
    const line = subject(text, ['another secret', secret], maxLength);
    claim(line.length <= maxLength, `${line.length} characters are shown`);
    claim(line.isWellFormed(), 'half a character is shown');
    claim(!/(?! )[\p{C}\p{Z}]/u.test(line), `invisible characters are shown: ${JSON.stringify(line)}`);
    const visible = line.replaceAll(' ', '').toLowerCase();
    const whole = secret.replaceAll(' ', '').toLowerCase();
    // Nothing that is generated beside the secret has twelve characters of it.
    claim(!visible.includes(whole.slice(0, 12)), () => `the beginning of ${secret} is shown: ${line}`);
    return line === '' ? 'refused' : 'taken';
  },
  defects: {
    'knows one case only': () => (text, secrets, maxLength) =>
      excerpt(
        secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text),
        [],
        maxLength,
      ),
    'cuts before it looks': () => (text, secrets, maxLength) => excerpt(text.slice(0, maxLength), secrets, maxLength),
    'keeps line ends': () => (text, secrets, maxLength) =>
      text.includes('\n') ? text.slice(0, 3) : excerpt(text, secrets, maxLength),
  },
});
