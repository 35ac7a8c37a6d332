import { afterEach, describe, expect, test } from '@jest/globals';
import { findToken } from '../../lambdas/tokens/find-token.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { parseTokens, type TokenRecord, tokensText } from '../../lambdas/tokens/token-record.ts';
import { AwsFault } from '../../local/emulators/aws-fault.ts';
import type { AwsJsonService } from '../../local/emulators/aws-json-server.ts';
import { START } from '../support/manual-clock.ts';
import { loopbackSecrets, streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

const NAME = 'okta-log-streaming/admin-tokens';
const API = 'https://abc.execute-api.eu-west-1.amazonaws.com/api/';

const outputs = (more: object = {}) => ({
  'stack-outputs.json': JSON.stringify({
    Stack: { AdminApiUrl: API, AdminAuth: 'token', AdminTokensSecretName: NAME, ...more },
  }),
});

async function start(
  options: WorldOptions & {
    readonly records?: readonly TokenRecord[];
    readonly change?: (service: AwsJsonService) => AwsJsonService;
  } = {},
) {
  const { records, change, ...worldOptions } = options;
  const secrets = await loopbackSecrets(change);
  cleanUp.push(secrets.stop);
  if (records) secrets.service.addSecret(NAME, tokensText(records));
  const overrides = { secretsManager: secrets.client };
  const { run, questions } = streamsWorld({ files: outputs(), ...worldOptions, overrides });

  function keptIn(name = NAME): readonly TokenRecord[] {
    const call = { input: { SecretId: name }, region: 'eu-west-1' };
    const reply = secrets.service.operations['GetSecretValue']?.(call);
    return parseTokens(reply?.kind === 'answer' ? String(Reflect.get(reply.output, 'SecretString')) : '');
  }
  return { ...secrets, run, questions, records: keptIn };
}

const minted = (seed: number) =>
  mintToken({
    name: `token ${seed}`,
    scopes: ['okta.logStreams.read'],
    now: START,
    random: (count) => new Uint8Array(count).fill(seed),
  });
const one = minted(1).record;
const two = minted(2).record;

const TOKEN_IN = /\b00[\w-]{40}\b/;

describe('token mint', () => {
  test('prints a token once and keeps its hash', async () => {
    const { records, run } = await start({ records: [one] });

    const { exitCode, stdout, stderr } = await run('token', 'mint', '--name', 'terraform');

    const token = TOKEN_IN.exec(stdout)?.[0] ?? '';
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split(token)).toHaveLength(2);
    expect(records()).toEqual([
      one,
      expect.objectContaining({ name: 'terraform', created: '2026-03-01T00:00:00.000Z' }),
    ]);
    expect(findToken(records(), token)).toMatchObject({
      name: 'terraform',
      scopes: ['okta.logStreams.read', 'okta.logStreams.manage'],
    });
    expect(JSON.stringify(records())).not.toContain(token);
  });

  test('creates the secret with the first one', async () => {
    const { records, run } = await start();

    const { stdout } = await run('token', 'mint', '--name', 'dashboard', '--read-only', '--json');

    const { token, ...shown } = JSON.parse(stdout);
    expect(records()).toEqual([findToken(records(), token)]);
    expect(shown).toEqual({
      id: records()[0]?.id,
      name: 'dashboard',
      scopes: ['okta.logStreams.read'],
      created: '2026-03-01T00:00:00.000Z',
    });
  });

  test('works where the stack is, whose API says its region', async () => {
    const { regions, run } = await start();
    await run('token', 'mint', '--name', 'ci');

    expect(regions).toEqual(['eu-west-1']);
  });

  test('takes another secret, in the region of the AWS CLI', async () => {
    const { records, regions, run } = await start({ files: {} });

    expect(await run('token', 'mint', '--name', 'ci', '--secret', 'mine')).toMatchObject({ exitCode: 0 });
    expect(regions).toEqual([undefined]);
    expect(records('mine')).toHaveLength(1);
  });

  test('keeps a token that another admin mints at the same time', async () => {
    let overwrites = 1;
    const { records, run } = await start({
      records: [one],
      // Another admin's write, made from what was there before ours, comes right behind it.
      change: (service) => ({
        ...service,
        operations: {
          ...service.operations,
          PutSecretValue(call) {
            const reply = service.operations['PutSecretValue']?.(call);
            if (overwrites-- > 0) {
              const input = { ...call.input, SecretString: tokensText([one, two]) };
              service.operations['PutSecretValue']?.({ ...call, input: { ...input, ClientRequestToken: 'other' } });
            }
            return reply ?? { kind: 'hang' };
          },
        },
      }),
    });

    expect(await run('token', 'mint', '--name', 'ours')).toMatchObject({ exitCode: 0 });
    expect(records().map(({ name }) => name)).toEqual(['token 1', 'token 2', 'ours']);
  });

  test('keeps a token of another admin who creates the secret at the same time', async () => {
    let creations = 0;
    const { records, service, run } = await start({
      change: (played) => ({
        ...played,
        operations: {
          ...played.operations,
          CreateSecret(call) {
            if (creations++ === 0) service.addSecret(NAME, tokensText([two]));
            return played.operations['CreateSecret']?.(call) ?? { kind: 'hang' };
          },
        },
      }),
    });

    expect(await run('token', 'mint', '--name', 'ours')).toMatchObject({ exitCode: 0 });
    expect(records().map(({ name }) => name)).toEqual(['token 2', 'ours']);
  });

  test('prints no token when it cannot be kept', async () => {
    const { run } = await start({
      records: [one],
      change: (service) => ({
        ...service,
        operations: { ...service.operations, PutSecretValue: () => ({ kind: 'answer', output: {} }) },
      }),
    });

    expect(await run('token', 'mint', '--name', 'ours')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `CONFLICT: secret "${NAME}" was written by others 5 times\n`,
    });
  });

  test.each(['', 'x'.repeat(101), 'two\nlines', '\u001B[2J'])('refuses the name %j', async (name) => {
    const { run } = await start();

    expect(await run('token', 'mint', '--name', name)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^USAGE: --name must be /),
    });
  });

  test('changes nothing in a secret that holds something else', async () => {
    const { service, run } = await start();
    service.addSecret(NAME, '{"tokens":"hunter2"}');

    const { exitCode, stdout, stderr } = await run('token', 'mint', '--name', 'ci');

    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^SECRET_INVALID: /);
    expect(stderr).not.toContain('hunter2');
  });

  test.each([
    ['no outputs', {}, 'stack-outputs.json cannot be read'],
    ['outputs of a stack that takes no tokens', outputs({ AdminTokensSecretName: undefined }), '-c adminAuth=token'],
  ])('needs to know the secret: %s', async (_what, files, problem) => {
    const { run } = await start({ files });

    expect(await run('token', 'mint', '--name', 'ci')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(problem),
    });
  });

  test.each([
    ['AccessDeniedException', 'AWS_UNAUTHORIZED', 3],
    ['UnrecognizedClientException', 'AWS_UNAUTHORIZED', 3],
    ['ExpiredTokenException', 'AWS_UNAUTHORIZED', 3],
    ['LimitExceededException', 'LimitExceededException', 1],
  ])('tells what AWS answers: %s', async (fault, code, exitCode) => {
    const { run } = await start({
      change: (service) => ({
        ...service,
        operations: {
          ...service.operations,
          GetSecretValue() {
            throw new AwsFault(fault, 'no, says AWS');
          },
        },
      }),
    });

    expect(await run('token', 'mint', '--name', 'ci')).toEqual({
      exitCode,
      stdout: '',
      stderr: `${code}: no, says AWS\n`,
    });
  });
});

describe('token list', () => {
  test('shows tokens without what they are made of', async () => {
    const { run } = await start({ records: [one, two] });

    const table = await run('token', 'list');
    const json = await run('token', 'list', '--json');

    expect(table.stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'id name scopes created',
      `${one.id} token 1 okta.logStreams.read 2026-03-01T00:00:00.000Z`,
      `${two.id} token 2 okta.logStreams.read 2026-03-01T00:00:00.000Z`,
      '',
    ]);
    expect(JSON.parse(json.stdout)).toEqual([one, two].map(({ sha256: _sha256, ...shown }) => shown));
  });

  test('says that there are none where there is no secret', async () => {
    const { run } = await start();

    expect(await run('token', 'list')).toEqual({ exitCode: 0, stdout: 'No tokens.\n', stderr: '' });
  });
});

describe('token revoke', () => {
  test('asks by the name of the token and takes away that one', async () => {
    const { questions, records, run } = await start({ records: [one, two], agrees: true });

    const { exitCode, stdout } = await run('token', 'revoke', one.id);

    expect(exitCode).toBe(0);
    expect(stdout).toBe(`Revoked ${one.id}. It stops working within a minute.\n`);
    expect(questions).toEqual([`Revoke token "token 1" (${one.id})?`]);
    expect(records()).toEqual([two]);
  });

  test.each<[string, WorldOptions, number]>([
    ['the answer is no', { agrees: false }, 1],
    ['nobody can be asked', { stdin: 'yes\n' }, 2],
  ])('takes away nothing when %s', async (_when, options, exitCode) => {
    const { records, run } = await start({ records: [one], ...options });

    expect(await run('token', 'revoke', one.id)).toMatchObject({ exitCode, stdout: '' });
    expect(records()).toEqual([one]);
  });

  test('with --yes does not ask', async () => {
    const { questions, records, run } = await start({ records: [one], stdin: '' });
    const { exitCode, stdout } = await run('token', 'revoke', one.id, '--yes', '--json');

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ id: one.id, revoked: true });
    expect(records()).toEqual([]);
    expect(questions).toEqual([]);
  });

  test('knows no token that is not there', async () => {
    const { run } = await start({ records: [one] });

    expect(await run('token', 'revoke', two.id, '--yes')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `TOKEN_NOT_FOUND: no token has the id "${two.id}"\n`,
    });
  });
});
