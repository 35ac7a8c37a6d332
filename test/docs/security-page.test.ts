import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { allPropertiesOf, synthesize } from '../lib/synthesize.ts';
import { rowsUnder } from '../support/page-table.ts';

const PAGE = 'docs/security.md';
const read = (path: string): string => readFileSync(path, 'utf8');

/** The headings below `## Threats`. */
const HEADINGS = [
  ...(
    read(PAGE)
      .split(/^## /m)
      .find((section) => section.startsWith('Threats\n')) ?? ''
  ).matchAll(/^### (.*)$/gm),
].map(([, heading = '']) => heading);

const rows = HEADINGS.flatMap((heading) =>
  rowsUnder(PAGE, heading).map(([threat = '', control = '', tested = '']) => ({ heading, threat, control, tested })),
);
const byThreat = rows.map((row) => [row.threat, row] as const);

const linkIn = (cell: string): string => /\]\(\.\.\/([^)]+)\)/.exec(cell)?.[1] ?? 'no link';

/** The title of a test, and what stands beside it: the cases of its table that a row is about. */
const namedIn = (cell: string) => {
  const [title = '', ...cases] = [...cell.matchAll(/(`+) ?(.+?) ?\1(?!`)/g)].map(([, , code = '']) => code);
  return { title, cases };
};

/** Titles of tests, and of tests that are made of a table, as they are written. */
function titlesIn(path: string): readonly string[] {
  const written = read(path).matchAll(
    /(?:\btest|\]\)|^ *\)?|\))\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`),/gm,
  );
  return [...written].map(([, ...quoted]) => quoted.find((text) => text !== undefined) ?? '');
}

/** `%s`, `%j` and `$name`: what jest fills in from a table. */
const isOfTable = (title: string): boolean => /%[a-z]|\$\w/.test(title);

const QUOTES = ["'", '"', '`'];

/**
 * The source of the table that a title is filled from: what stands before the title, or the constant that stands there.
 * Of a constant that is imported, the whole file: it may be made of another one.
 */
function tableOf(path: string, title: string): string {
  const source = read(path);
  const at = QUOTES.map((quote) => source.indexOf(`${quote}${title}${quote},`)).find((index) => index !== -1);
  const before = source.slice(0, at ?? 0);
  const table = before.slice(before.lastIndexOf('.each'));
  const name = /^\.each\((\w+)\)/.exec(table)?.[1];
  if (name === undefined) return table;
  const declared = new RegExp(`^ *const ${name} = [^]*?;$`, 'm').exec(source)?.[0];
  const from = new RegExp(`\\b${name}\\b[^;]*? from '(.*)';`).exec(source)?.[1] ?? 'no import';
  return declared ?? read(join(dirname(path), from));
}

/** As a text, or as a number, a name or a sum that is a whole element. */
const hasCase = (table: string, text: string): boolean =>
  QUOTES.some((quote) => table.includes(`${quote}${text}${quote}`)) ||
  ['[', ',', '{', ' '].some((before) => [',', ']', ':'].some((after) => table.includes(`${before}${text}${after}`)));

describe('a threat on the page', () => {
  test.each(byThreat)('has a control that there is: %s', (_threat, { control }) => {
    expect(linkIn(control)).toMatch(/\.(ts|json)$/);
    expect(existsSync(linkIn(control))).toBe(true);
  });

  test.each(byThreat)('has a test of that name: %s', (_threat, { tested }) => {
    expect(linkIn(tested)).toMatch(/^test\/.*\.test\.ts$/);
    expect(titlesIn(linkIn(tested))).toContain(namedIn(tested).title);
  });

  test.each(byThreat)(
    'names cases of that test, if it is made of a table, and only such: %s',
    (_threat, { tested }) => {
      const { title, cases } = namedIn(tested);
      const table = isOfTable(title) ? tableOf(linkIn(tested), title) : '';
      // Of what is read from the disk no case can be deleted.
      const mustName = isOfTable(title) && !table.includes('readdirSync(');

      expect({ title, isNamed: cases.length > 0 }).toEqual({ title, isNamed: mustName });
      expect({ title, missing: cases.filter((text) => !hasCase(table, text)) }).toEqual({ title, missing: [] });
    },
  );

  test('is on it once', () => {
    const threats = rows.map(({ threat }) => threat);

    expect(threats.filter((threat, index) => threats.indexOf(threat) !== index)).toEqual([]);
  });
});

test('each kind of attack that there is a heading for has its threats', () => {
  expect(HEADINGS).toEqual([
    'Requests forged through us',
    'Redirects',
    'Tokens of the admin API',
    'A function that was taken over',
    'Leaks through logs, errors and replies',
    'A hostile Splunk',
    'A hostile System Log page',
    'A hostile event hook',
    'Pollution of prototypes',
    'Headers with more in them',
    'Replays',
    'Confused deputies',
    'Bodies, transport and data at rest',
    "The admin's machine",
    'What is installed',
  ]);
  for (const heading of HEADINGS) expect(rows.filter((row) => row.heading === heading).length).toBeGreaterThan(2);
});

describe('the calls on the page', () => {
  const calls = rowsUnder(PAGE, 'What each call may take').map(
    ([call = '', by, time = '', bytes = '', control = '']) => ({
      call,
      by,
      time,
      bytes,
      control: linkIn(control),
    }),
  );

  test('are made where the page says, and nothing else in the functions calls fetch', () => {
    const callers = readdirSync('lambdas', { recursive: true, encoding: 'utf8' })
      .map((path) => join('lambdas', path))
      .filter((path) => path.endsWith('.ts') && /(?<!typeof )\bfetch\(/.test(read(path)));

    expect(callers.toSorted()).toEqual(
      calls
        .map(({ control }) => control)
        .filter((path) => callers.includes(path))
        .toSorted(),
    );
    expect(calls.map(({ control }) => control).filter((path) => !existsSync(path))).toEqual([]);
  });

  test.each([
    ['lambdas/okta/system-log-client.ts', 'time', '35 s', 'DEFAULT_REQUEST_TIMEOUT_MS = 35_000;'],
    ['lambdas/okta/system-log-client.ts', 'bytes', '24 MB', 'MAX_PAGE_BYTES = 24 * 1024 * 1024;'],
    ['lambdas/okta/access-token.ts', 'time', '15 s', 'TIMEOUT_MS = 15_000;'],
    ['lambdas/okta/access-token.ts', 'bytes', '64 KB', 'MAX_ANSWER_BYTES = 64 * 1024;'],
    ['lambdas/targets/hec-post.ts', 'bytes', '64 KB', 'MAX_ANSWER_BYTES = 65_536;'],
    ['lambdas/hook/hook-request.ts', 'time', '3 s', 'TIMEOUT_MS = 3_000;'],
    ['lambdas/hook/hook-request.ts', 'bytes', '64 KB', 'MAX_ANSWER_BYTES = 65_536;'],
    ['cli/api-client.ts', 'time', '35 s', 'TIMEOUT_MS = 35_000;'],
  ] as const)('of %s have the bound of %s that the code has: %s', (path, column, bound, written) => {
    expect(calls.find(({ control }) => control === path)?.[column]).toContain(bound);
    expect(read(path)).toContain(`const ${written}`);
  });

  test('of AWS have the time that their functions have', () => {
    const template = synthesize({ adminAuth: 'token', eventHookUrl: 'https://hooks.acme.example' });
    const seconds = allPropertiesOf(template, 'AWS::Lambda::Function').map(({ Timeout }) => Number(Timeout));
    const said = calls.find(({ call }) => call.startsWith('DynamoDB'))?.time.match(/\d+(?= s )/g) ?? [];

    expect([...new Set(said.map(Number))].toSorted((a, b) => a - b)).toEqual(
      [...new Set(seconds)].toSorted((a, b) => a - b),
    );
  });
});
