import * as fc from 'fast-check';
import { nextLink } from '../../../lambdas/okta/next-link.ts';
import { hostileText, longText } from '../arbitraries/hostile-text.ts';
import { mutatedText } from '../arbitraries/mutated.ts';
import { attempt, claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly isQuoted: boolean;
  /** Around the equals sign; RFC 8288 calls it bad and asks readers to take it. */
  readonly space: string;
}

interface Link {
  readonly target: string;
  readonly parameters: readonly Parameter[];
}

type Input = { readonly links: readonly Link[]; readonly separator: string } | { readonly header: string };

const URLS = [
  'https://acme.okta.com/api/v1/logs?after=1627500044869_1&limit=1000',
  'https://acme.okta.com/api/v1/logs?q=a,b;c="d"&after=x',
  'https://acme.okta.com/,<;rel=next',
  '',
  'x',
];
const RELATIONS = [
  'next',
  'self',
  'prev',
  'NEXT',
  'Next',
  'self next',
  'next self',
  'nextt',
  'anext',
  'first\tnext',
  '',
];

const SPACES = fc.constantFrom('', '', ' ', '\t', '  ');

const parameter: fc.Arbitrary<Parameter> = fc.oneof(
  fc.record({
    name: fc.constantFrom('rel', 'rel', 'REL', 'Rel'),
    value: fc.constantFrom(...RELATIONS),
    isQuoted: fc.boolean(),
    space: SPACES,
  }),
  fc.record({
    name: fc.constantFrom('title', 'type', 'relx', 'rel*', 'anchor'),
    value: hostileText(4).map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')),
    isQuoted: fc.constant(true),
    space: SPACES,
  }),
);

/** Reading is by the first `<`, so a target may hold one; only `>` ends it. */
const link: fc.Arbitrary<Link> = fc.record({
  target: fc.constantFrom(...URLS),
  parameters: fc.array(parameter, { maxLength: 4 }),
});

const written = fc.record({
  links: fc.array(link, { maxLength: 4 }),
  separator: fc.constantFrom(',', ', ', ' ,\t', ',,'),
});

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 3_000, arbitrary: written },
  {
    weight: 2_000,
    arbitrary: mutatedText(
      written.map(({ links, separator }) => writeLinks(links, separator)),
      ['<', '>', '"', '\\', ';', ',', '=', 'rel', 'next', ' ', '\n'],
    ).map((header) => ({ header })),
  },
  { weight: 1_000, arbitrary: hostileText(20).map((header) => ({ header })) },
  {
    // Quadratic in any of these would take minutes.
    weight: 1,
    arbitrary: longText(
      ['<', '>', ';', '"', '\\"', ',', ' ', ';rel=', '<a>;', '; a', '<>;rel="', '="\\', ', <x>; rel="self"'],
      100_000,
    ).map((header) => ({ header })),
  },
);

export const nextLinkTarget = fuzzTarget<Input, typeof nextLink>({
  name: 'next-link',
  covers: ['lambdas/okta/next-link.ts'],
  inputs,
  subject: nextLink,
  check(read, input) {
    const header = 'header' in input ? input.header : writeLinks(input.links, input.separator);
    const result = attempt(() => read(header), { codes: ['OKTA_PAGE_INVALID'] });
    if ('links' in input) {
      claimSame('taken' in result ? result.taken : undefined, input.links.find(isNext)?.target, 'the next link');
    } else if ('taken' in result) {
      claim(header.includes(`<${result.taken}>`), `"${result.taken}" is no target of the header`);
    }
    return 'taken' in result ? 'taken' : 'refused';
  },
  defects: {
    'splits at commas': () => (header) => {
      const found = (header ?? '').split(',').find((part) => /rel="?next"?/i.test(part));
      return nextLink(found === undefined ? 'none' : found);
    },
    'takes the last of several rel': () => (header) =>
      nextLink(header?.replaceAll(/;\s*rel=[^;,]*(?=;\s*rel=)/gi, '') ?? null),
    'knows lower case only': () => (header) => nextLink(header?.replaceAll(/NEXT|Next/g, 'other') ?? null),
    'throws a plain error': () => (header) => {
      if (header?.includes('"') === false) throw new TypeError('no quotes');
      return nextLink(header);
    },
  },
});

/** RFC 8288, section 3: of several `rel` parameters the first counts, and its value is a list of relations. */
const isNext = ({ parameters }: Link): boolean =>
  (parameters.find(({ name }) => name.toLowerCase() === 'rel')?.value ?? '')
    .toLowerCase()
    .split(/[ \t]+/)
    .includes('next');

/** A writer by the RFC's grammar, with optional white space where it may stand. */
const writeLinks = (links: readonly Link[], separator: string): string =>
  links.map(({ target, parameters }) => `<${target}>${parameters.map(writeParameter).join('')}`).join(separator);

function writeParameter({ name, value, isQuoted, space }: Parameter): string {
  const isToken = /^[\w!#$%&'*+.^`|~-]+$/.test(value);
  const text = isQuoted || !isToken ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
  return `${space};${space}${name}${space}=${space}${text}`;
}
