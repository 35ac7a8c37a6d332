import type { Command } from 'commander';
import { afterEach, describe, expect, test } from '@jest/globals';
import { streamsProgram } from '../../cli/program.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { tokensText } from '../../lambdas/tokens/token-record.ts';
import { START } from '../support/manual-clock.ts';
import { oktaShapedApi } from '../support/okta-shaped-api.ts';
import { API_TOKEN, loopbackSecrets, streamsWorld } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

/** Every command as one types it: `[]`, `['list']`, `['create', 'splunk']` … */
const pathsOf = (command: Command, path: readonly string[] = []): (readonly string[])[] => [
  path,
  ...command.commands.flatMap((child) => pathsOf(child, [...path, child.name()])),
];
const COMMANDS = pathsOf(streamsProgram(streamsWorld().world));

const examplesIn = (help: string): string[] =>
  [...help.matchAll(/^ {2}npx streams (.*)$/gm)].map(([, line = '']) => line);

async function examples(): Promise<readonly string[]> {
  const helps = await Promise.all(COMMANDS.map((path) => streamsWorld().run(...path, '--help')));
  return [...new Set(helps.flatMap(({ stdout }) => examplesIn(stdout)))];
}

/** Words as a shell makes them of such a line, and what is read from a file. */
function shellWords(line: string): { readonly argv: readonly string[]; readonly readsFile: boolean } {
  const [command = '', file] = line.split(' < ');
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  return {
    argv: words.map(([, double, single, bare]) => double ?? single ?? bare ?? ''),
    readsFile: file !== undefined,
  };
}

const HEC_TOKEN = '11111111-2222-4333-8444-555555555555';

/** An API and a secret with what the examples speak of. */
async function start(readsFile: boolean) {
  const api = await oktaShapedApi();
  const secrets = await loopbackSecrets();
  cleanUp.push(api.stop, secrets.stop);
  const delivery = { events: 1, undeliverable: 0, backlog: 0 };
  api.addStream({ id: '0oaFlO42ei5KFeVw926b', status: 'INACTIVE', delivery });
  api.addStream({ id: '0oaFlO42ei5KFeVw926c', type: 'splunk_cloud_logstreaming', delivery });
  const { record } = mintToken({
    name: 'ci',
    scopes: ['okta.logStreams.read'],
    now: START,
    random: (n) => new Uint8Array(n),
  });
  secrets.service.addSecret('admin-tokens', tokensText([{ ...record, id: '00TFlO42ei5KFeVw926b' }]));
  const outputs = {
    Stack: { AdminApiUrl: `${api.url}/api`, AdminAuth: 'token', AdminTokensSecretName: 'admin-tokens' },
  };
  return streamsWorld({
    files: { 'stack-outputs.json': JSON.stringify(outputs) },
    ...(readsFile ? { stdin: HEC_TOKEN } : { types: HEC_TOKEN }),
    agrees: true,
    stopAtPause: 1,
    overrides: { secretsManager: secrets.client },
  });
}

describe('the help', () => {
  test.each(COMMANDS.map((path) => [path.join(' '), path] as const))(
    'of "%s" has examples of it',
    async (_name, path) => {
      const { exitCode, stdout, stderr } = await streamsWorld().run(...path, '--help');

      expect([exitCode, stderr]).toEqual([0, '']);
      expect(examplesIn(stdout).filter((line) => line.startsWith(path.join(' ')))).not.toEqual([]);
      expect(stdout).toContain('--endpoint <url>');
    },
  );

  test('has only examples that work', async () => {
    const lines = await examples();
    for (const line of lines) {
      const { argv, readsFile } = shellWords(line);
      const { run } = await start(readsFile);

      expect({ line, ...(await run(...argv)) }).toMatchObject({ line, exitCode: 0, stderr: '' });
    }
    expect(lines.length).toBeGreaterThan(15);
  });

  test('tells the exit codes and where credentials come from', async () => {
    const { stdout } = await streamsWorld().run('--help');

    for (const code of ['0 ', '1 ', '2 ', '3 ', '130']) expect(stdout).toMatch(new RegExp(`^  ${code} +\\w`, 'm'));
    expect(stdout).toContain('OKTA_LOG_STREAMING_TOKEN');
  });

  test.each([[[]], [['create']], [['token']]])('is shown instead of an incomplete command: %j', async (argv) => {
    const { exitCode, stdout, stderr } = await streamsWorld().run(...argv);

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: streams');
  });

  test('is also a command', async () => {
    expect(await streamsWorld().run('help', 'list')).toEqual(await streamsWorld().run('list', '--help'));
  });
});

describe('wrong usage', () => {
  test.each<[readonly string[], string]>([
    [['lists'], "unknown command 'lists' (Did you mean list?)"],
    [['list', '--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
    [['get'], "missing required argument 'id'"],
    [['get', '0oa1', '0oa2'], "too many arguments for 'get'. Expected 1 argument but got 2: 0oa1, 0oa2."],
    [
      ['list', '--status', 'DOWN'],
      "option '--status <status>' argument 'DOWN' is invalid. Allowed choices are ACTIVE, INACTIVE.",
    ],
  ])('%j ends with exit code 2 and one line', async (argv, problem) => {
    expect(await streamsWorld().run(...argv)).toEqual({ exitCode: 2, stdout: '', stderr: `USAGE: ${problem}\n` });
  });

  test('is told as an object with --json', async () => {
    const { stderr } = await streamsWorld().run('get', '--json');

    expect(JSON.parse(stderr)).toEqual({ code: 'USAGE', message: "missing required argument 'id'", causes: [] });
  });

  test.each([
    [['update', '0oa1', `--token=${HEC_TOKEN}`]],
    [['update', '0oa1', '--token=my secret']],
    [['update', '0oa1', '--token', HEC_TOKEN]],
    [['create', 'splunk', '--token', HEC_TOKEN]],
    [['create', 'splunk', `--hec-token=${HEC_TOKEN.toUpperCase()}`]],
    [['list', '--api-token', API_TOKEN]],
    [[API_TOKEN]],
  ])('does not repeat a secret that was given as an argument: %j', async (argv) => {
    const { exitCode, stdout, stderr } = await streamsWorld().run(...argv);

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^USAGE: .+\n$/);
    for (const secret of [HEC_TOKEN, HEC_TOKEN.toUpperCase(), 'my secret', API_TOKEN])
      expect(stderr).not.toContain(secret);
  });

  test('shows an argument that would command the terminal as text', async () => {
    expect((await streamsWorld().run('\u001B[2J')).stderr).toContain('\\u{1b}[2J');
  });
});
