import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib/core';
import { parseDeploymentConfig } from '../../lib/deployment-config.ts';
import { OktaLogStreamingStack } from '../../lib/okta-log-streaming-stack.ts';
import { temporaryOutdir, WITHOUT_BUNDLING } from '../lib/synthesize.ts';
import { OUTPUT_VARIABLES, PAGE_VARIABLES } from '../support/admin-api-page.ts';
import { blocksOf } from '../support/page.ts';
import { commandsIn } from '../support/shell.ts';

const PAGES = readdirSync('docs', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md'))
  .map((path) => join('docs', path));
const GUIDES = PAGES.filter((path) => dirname(path) === 'docs');

const read = (path: string): string => readFileSync(path, 'utf8');
const all = (path: string, pattern: RegExp): string[] =>
  [...read(path).matchAll(pattern)].map(([, group = '']) => group);

test.each(PAGES)('%s links to what there is', (page) => {
  const broken = all(page, /\]\(((?!https?:)[^)\s]+)\)/g).filter((link) => !exists(page, link));

  expect(broken).toEqual([]);
});

test.each(GUIDES)('%s names outputs that the stack has', (page) => {
  const named = all(page, /outputs? (`\w+`(?:,? (?:and|or) `\w+`)*)/g).flatMap(
    (names) => names.match(/\w{4,}/g) ?? [],
  );

  expect(named.filter((name) => !OUTPUTS.has(name))).toEqual([]);
});

describe('the commands', () => {
  const commands = GUIDES.flatMap((page) =>
    blocksOf(page)
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) =>
        commandsIn(text, PAGE_VARIABLES).map(({ words }) => [page, words.join(' '), words] as const),
      ),
  );

  test.each(commands)('in %s are of a program that the reader has: %s', (_page, _command, words) => {
    const program = words[0] === 'npx' ? words.slice(0, 2).join(' ') : words[0];

    expect(['aws', 'curl', 'npm', 'npx cdk', 'npx streams', 'terraform']).toContain(program);
  });

  test.each(commands.filter(([, , words]) => words.includes('-c')))(
    'in %s give settings that there are: %s',
    (...[, , words]) => {
      const given = words
        .filter((_word, index) => words[index - 1] === '-c')
        .map((setting) => setting.split(/=(.*)/s));

      expect(() =>
        parseDeploymentConfig({ orgUrl: 'https://acme.okta.com', ...Object.fromEntries(given) }),
      ).not.toThrow();
    },
  );
});

const SETTINGS_SPOKEN_OF = GUIDES.flatMap((page) =>
  all(page, /`(?:-c )?(\w+=[^`<\s]+)`/g)
    .filter((setting) => !setting.startsWith('startFrom='))
    .map((setting) => [page, setting] as const),
);

test.each(SETTINGS_SPOKEN_OF)('%s speaks of %s, which is a setting', (_page, setting) => {
  const [name = '', value] = setting.split('=');

  expect(() => parseDeploymentConfig({ orgUrl: 'https://acme.okta.com', [name]: value })).not.toThrow();
});

test('the variables of the shell that the pages take from the stack are outputs of it', () => {
  expect(Object.keys(OUTPUT_VARIABLES).filter((name) => !OUTPUTS.has(name))).toEqual([]);
});

const OUTPUTS = new Set(
  (['iam', 'token'] as const).flatMap((adminAuth) => {
    const app = new App({ context: WITHOUT_BUNDLING, outdir: temporaryOutdir() });
    const settings = {
      orgUrl: 'https://acme.okta.com',
      adminAuth,
      eventBusName: 'okta-log-events',
      eventHookUrl: 'https://hooks.acme.example',
    };
    return new OktaLogStreamingStack(app, 'Stack', parseDeploymentConfig(settings)).outputs.map(
      ({ node }) => node.id,
    );
  }),
);

function exists(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  all(page, /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
