import { afterEach, describe, expect, test } from '@jest/globals';
import { envelope, oktaShapedApi, type Prepared } from '../support/okta-shaped-api.ts';
import { API_TOKEN, CREDENTIALS, streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

const HEC_TOKEN = '11111111-2222-4333-8444-555555555555';
const SECRETS = [HEC_TOKEN, API_TOKEN, CREDENTIALS.secretAccessKey, 'session-token'];
const CREATE = ['create', 'splunk', '--name', 'Splunk', '--host', 'acme.splunkcloud.com', '--edition', 'aws'];

const signed: WorldOptions = {
  env: {},
  overrides: { credentials: () => Promise.resolve({ ...CREDENTIALS, sessionToken: 'session-token' }) },
};

const answers: readonly [string, Prepared | undefined][] = [
  ['creates the stream', undefined],
  ['refuses it', { status: 400, body: envelope('E0000001', 'Api validation failed: settings.token') }],
  ['refuses the credentials', { status: 403, body: envelope('E0000006', 'You do not have permission') }],
  ['answers with something else', { status: 502, body: '<html>' }],
  ['answers with no JSON', { status: 200, body: '{' }],
  ['answers with another type', { status: 200, body: [] }],
];

describe.each<[string, WorldOptions]>([
  ['a token', {}],
  ['a signature', signed],
])('with %s no secret is shown', (_which, options) => {
  test.each(answers)('when the API %s', async (_what, answer) => {
    const api = await oktaShapedApi();
    cleanUp.push(api.stop);
    if (answer) api.prepare(answer);

    for (const format of [[], ['--json']]) {
      const { run } = streamsWorld({ ...options, stdin: HEC_TOKEN });
      const { stdout, stderr } = await run(...CREATE, ...format, '--endpoint', api.url);

      expect(api.requests.at(-1)?.body).toContain(HEC_TOKEN);
      expect(stdout + stderr).not.toBe('');
      for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('when the API cannot be reached', async () => {
    const api = await oktaShapedApi();
    await api.stop();
    const { run } = streamsWorld({ ...options, stdin: HEC_TOKEN });

    const { exitCode, stdout, stderr } = await run(...CREATE, '--endpoint', api.url);

    expect(exitCode).toBe(3);
    for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
  });
});

test('credentials that cannot be found end with exit code 3', async () => {
  const missing = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });
  const { run } = streamsWorld({ env: {}, overrides: { credentials: () => Promise.reject(missing) } });

  expect(await run('list', '--endpoint', 'http://127.0.0.1:9')).toEqual({
    exitCode: 3,
    stdout: '',
    stderr: 'AWS_UNAUTHORIZED: Could not load credentials from any providers\n',
  });
});

test('Ctrl-C at a prompt ends with exit code 130', async () => {
  const api = await oktaShapedApi();
  cleanUp.push(api.stop);
  const left = Object.assign(new Error('User force closed the prompt'), { name: 'ExitPromptError' });
  const { run } = streamsWorld({ overrides: { askSecret: () => Promise.reject(left) } });

  expect(await run(...CREATE, '--endpoint', api.url)).toEqual({
    exitCode: 130,
    stdout: '',
    stderr: 'INTERRUPTED: interrupted\n',
  });
  expect(api.requests).toEqual([]);
});
