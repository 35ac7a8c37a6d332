import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runtimeImports } from './support/imports.ts';

const SIBLING = /^\.\/[\w-]+(\.handler)?\.ts$/;
const CORE = /^\.\.\/core\/[\w-]+\.ts$/;
const HTTP = /^\.\.\/http\//;
const AWS_CLIENT = /^@aws-sdk\/(client|lib)-[\w-]+$/;

/** A part of the page that is seen, and what draws it. */
const VIEW = /^(\.\/(view\/)?[\w-]+\.tsx?|preact(\/hooks)?)$/;

/** Folder → what its modules may load at run time. `import type` is free: it leaves no dependency. */
const ALLOWED: Readonly<Record<string, readonly RegExp[]>> = {
  lambdas: [/^\.\/runtime\/[\w-]+\.ts$/, /^@aws-lambda-powertools\/logger$/],
  'lambdas/core': [SIBLING],
  'lambdas/http': [SIBLING],
  'lambdas/admin': [SIBLING, CORE, HTTP, /^(scim2-parse-filter|node:(buffer|crypto))$/],
  'lambdas/hook': [SIBLING, CORE, HTTP, /^node:crypto$/],
  'lambdas/okta': [SIBLING, CORE, HTTP, /^(oauth4webapi|node:(buffer|crypto))$/],
  'lambdas/tokens': [SIBLING, CORE, /^node:crypto$/],
  'lambdas/targets': [SIBLING, CORE, HTTP, /^(@aws-sdk\/client-eventbridge|node:zlib)$/],
  'lambdas/aws': [SIBLING, CORE, AWS_CLIENT, /^node:(crypto|zlib)$/],
  'lambdas/runtime': [
    SIBLING,
    /^\.\.\/(admin|core|hook|okta|targets|tokens|aws)\/[\w-]+\.ts$/,
    AWS_CLIENT,
    /^@middy\/core$/,
    /^node:crypto$/,
    /^@aws-lambda-powertools\//,
    /^node:crypto$/,
  ],
  /** A client of the API: of the functions it knows what a token is, how errors look and which version this is. */
  cli: [
    SIBLING,
    /^\.\.\/lambdas\/((core|tokens)\/[\w-]+|okta\/user-agent)\.ts$/,
    /^(commander|@smithy\/signature-v4|@aws-sdk\/client-secrets-manager|node:crypto)$/,
  ],
  console: [VIEW, /^\.\/(api|state)\/[\w-]+\.ts$/],
  /** Of the command line the page has what reads the API's answers. */
  'console/api': [SIBLING, /^\.\.\/\.\.\/cli\/(api-url|json-members|rate-limit|stream-reply)\.ts$/],
  'console/state': [SIBLING, /^\.\.\/api\/[\w-]+\.ts$/, /^\.\.\/\.\.\/cli\/(json-members|times)\.ts$/],
  'console/view': [VIEW, /^\.\.\/(api|state)\/[\w-]+\.ts$/, /^\.\.\/\.\.\/lambdas\/core\/unreachable\.ts$/],
  /** Runs on the admin's machine; it is told how a request gets to the API. */
  'console/server': [SIBLING, /^esbuild$/, /^node:/],
  /** Of the functions nothing but the names of their metrics, which dashboard and alarms must spell as they do. */
  lib: [
    SIBLING,
    /^\.\.\/lambdas\/core\/metric-names\.ts$/,
    /^aws-cdk-lib(\/|$)/,
    /^constructs$/,
    /^cdk-nag$/,
    /^node:/,
  ],
};

/** The embedded run builds the app and then goes by its template: it knows no construct. */
const LIB_INTERNALS = /\/lib\/(?!build-app\.ts$)/;

const modulesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.(m?[jt]s|tsx)$/.test(path) && !path.endsWith('.d.ts'));
const read = (path: string): string => readFileSync(path, 'utf8');
const all = ['lambdas', 'lib', 'cli', 'console', 'local', 'bin', 'bench'].flatMap(modulesIn);

const forbiddenIn = (path: string, source: string): string[] =>
  runtimeImports(source)
    .filter((specifier) => !(ALLOWED[dirname(path)] ?? []).some((pattern) => pattern.test(specifier)))
    .map((specifier) => `${path} imports ${specifier}`);

describe('the dependency rule', () => {
  test('holds for every module that is deployed, deploys or administers', () => {
    const modules = all.filter((path) => /^(lambdas|lib|cli|console)\//.test(path));

    expect(modules.flatMap((path) => forbiddenIn(path, read(path)))).toEqual([]);
    expect(modules.length).toBeGreaterThan(50);
  });

  test('is made for every folder there is', () => {
    const folders = new Set(all.map(dirname).filter((folder) => /^(lambdas|lib|cli|console)(\/|$)/.test(folder)));

    expect([...folders].toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  test('keeps the constructs from everything that runs without deploying', () => {
    const outside = all.filter((path) => /^(local|bench)\//.test(path));
    const broken = outside.filter((path) => runtimeImports(read(path)).some((from) => LIB_INTERNALS.test(from)));

    expect(broken).toEqual([]);
  });

  test.each([
    ['core', 'lambdas/core/poll.ts', "import { gzipSync } from 'node:zlib';"],
    ['core', 'lambdas/core/poll.ts', "import {\n  a,\n  type B,\n} from '../okta/next-link.ts';"],
    ['okta', 'lambdas/okta/next-link.ts', "export { sqsEventQueue } from '../aws/sqs-event-queue.ts';"],
    ['targets', 'lambdas/targets/splunk-hec.ts', "const aws = await import('@aws-sdk/client-s3');"],
    ['aws', 'lambdas/aws/secrets.ts', "import '../core/../runtime/wire.ts';"],
    ['handlers', 'lambdas/poll.handler.ts', "import * as core from './core/poll.ts';"],
    ['tokens', 'lambdas/tokens/find-token.ts', "import { cachedSecrets } from '../aws/secrets.ts';"],
    ['cli', 'cli/api-client.ts', "import { streamTable } from '../lambdas/aws/stream-table.ts';"],
    ['the page', 'console/api/log-streams.ts', "import { connect } from '../../cli/connection.ts';"],
    ['the page', 'console/state/watch.ts', "import { render } from 'preact';"],
    ['the page', 'console/view/app.tsx', "import { startConsole } from '../server/start-console.ts';"],
    ['its server', 'console/server/forward-request.ts', "import { apiClient } from '../../cli/api-client.ts';"],
    ['lib', 'lib/poller.ts', "import { parsePollConfig, type PollEnv } from '../lambdas/runtime/config.ts';"],
  ])('is broken in %s: %s with %j', (_folder, path, source) => {
    expect(forbiddenIn(path, source)).toHaveLength(1);
  });

  test.each([
    ["import type { PollEnv } from '../lambdas/runtime/config.ts';"],
    ["export type { PollEnv } from '../lambdas/runtime/config.ts';"],
    ["export const name = 'from';\nconst text = `import x from 'y'`;"],
    ["let client: typeof import('@aws-sdk/client-s3');"],
  ])('is kept by %j', (source) => {
    expect(forbiddenIn('lib/poller.ts', source)).toEqual([]);
  });
});

test('only entries read the environment', () => {
  const mayRead = /^lambdas\/[\w-]+\.handler\.ts$|^(bin|local|bench)\//;

  expect(all.filter((path) => !mayRead.test(path) && read(path).includes('process.env'))).toEqual([]);
  expect(all.filter((path) => path.endsWith('.handler.ts') && read(path).includes('process.env'))).not.toEqual([]);
});

test('no module has more than 300 lines', () => {
  const lengths = all.map((path) => `${path}: ${read(path).trimEnd().split('\n').length}`);

  expect(lengths.filter((length) => Number(length.split(': ')[1]) > 300)).toEqual([]);
});

test('every handler that a construct names exists', () => {
  const named = modulesIn('lib').flatMap((path) => read(path).match(/[\w-]+\.handler\.ts/g) ?? []);

  expect(named.filter((handler) => !existsSync(join('lambdas', handler)))).toEqual([]);
  expect(named).not.toEqual([]);
});

test('every handler is named by a construct, or nobody would run it', () => {
  const constructs = modulesIn('lib').map(read).join('\n');
  const handlers = readdirSync('lambdas').filter((name) => name.endsWith('.handler.ts'));

  expect(handlers.filter((handler) => !constructs.includes(`'${handler}'`))).toEqual([]);
});
