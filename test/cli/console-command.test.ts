import { afterEach, describe, expect, test } from '@jest/globals';
import { type Console, type ConsoleOptions, startConsole } from '../../console/server/start-console.ts';
import { envelope, oktaShapedApi } from '../support/okta-shaped-api.ts';
import { API_TOKEN, CREDENTIALS, streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

/** The console that the command starts, asked for once by its page and then stopped with Ctrl-C. */
async function consoleOf(
  api: { readonly url: string },
  options: WorldOptions,
  asked: RequestInit & { readonly target: string },
) {
  let page: Console | undefined;
  let answer: Response | undefined;
  const { run, opened } = streamsWorld({
    ...options,
    overrides: {
      ...options.overrides,
      async startConsole(given) {
        page = await startConsole({ ...given, port: 0 });
        return page;
      },
      async untilStopped() {
        const { origin, hash } = new URL(page?.url ?? '');
        const headers = { origin, 'x-console-key': hash.slice(1) };
        answer = await fetch(`${origin}${asked.target}`, { ...asked, headers });
      },
    },
  });
  const ran = await run('console', '--endpoint', api.url);
  return { ...ran, opened, answer: answer ?? Response.error() };
}

const started: { readonly options: ConsoleOptions[]; readonly overrides: NonNullable<WorldOptions['overrides']> } = {
  options: [],
  overrides: {
    startConsole(options) {
      started.options.push(options);
      return Promise.resolve({
        url: `http://127.0.0.1:${options.port}/#${options.key}`,
        stop: () => Promise.resolve(),
      });
    },
  },
};

async function startedWith(...argv: readonly string[]) {
  started.options.length = 0;
  const { run } = streamsWorld({ overrides: started.overrides });
  const ran = await run('console', '--endpoint', 'https://abc123.execute-api.eu-west-1.amazonaws.com/api', ...argv);
  return { ...ran, options: started.options[0] };
}

describe('streams console', () => {
  test('prints the address of its page and serves it until it is stopped', async () => {
    const { exitCode, stdout, options } = await startedWith();

    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      `The console is at http://127.0.0.1:4683/#${options?.key}\n` +
        'Whoever has this address acts with your credentials. Ctrl-C ends it.\n',
    );
    expect(options).toMatchObject({
      apiName: 'abc123.execute-api.eu-west-1.amazonaws.com',
      port: 4_683,
      ifTaken: 'another',
    });
    expect(options?.key).toMatch(/^[\w-]{32}$/);
  });

  test('takes a port that was asked for, or none', async () => {
    expect((await startedWith('--port', '8080')).options).toMatchObject({ port: 8_080, ifTaken: 'fail' });
  });

  test('says so when that port is taken', async () => {
    const { run } = streamsWorld({
      overrides: { startConsole: () => Promise.reject(Object.assign(new Error('taken'), { code: 'EADDRINUSE' })) },
    });

    expect(await run('console', '--port', '8080', '--endpoint', 'http://127.0.0.1:1')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'PORT_TAKEN: port 8080 is taken; give another, or none for a free one\n',
    });
  });

  test.each(['0', '65536', '80x', '-1', ''])('refuses --port=%s', async (port) => {
    const { exitCode, stderr } = await startedWith(`--port=${port}`);

    expect([exitCode, stderr]).toEqual([2, `USAGE: --port must be 1 to 65535; got "${port}"\n`]);
  });

  test('is an object with --json', async () => {
    const { stdout, options } = await startedWith('--json');

    expect(JSON.parse(stdout)).toEqual({ url: `http://127.0.0.1:4683/#${options?.key}` });
  });

  test.each<[string, WorldOptions, readonly string[], number]>([
    ['in a terminal', { isStdoutTerminal: true }, [], 1],
    ['not with --no-open', { isStdoutTerminal: true }, ['--no-open'], 0],
    ['not where nobody looks', { isStdoutTerminal: false }, [], 0],
  ])('opens its page in the browser: %s', async (_when, options, argv, count) => {
    const { run, opened } = streamsWorld(options);

    await run('console', '--endpoint', 'http://127.0.0.1:1', ...argv);

    expect(opened).toHaveLength(count);
  });
});

describe('a request of its page', () => {
  test.each<[string, WorldOptions, RegExp]>([
    ['the token', {}, new RegExp(`^SSWS ${API_TOKEN}$`)],
    ['a signature', { env: {} }, /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20260301\/us-east-1\/execute-api\//],
  ])('arrives at the API with %s, which the page does not have', async (_which, options, authorization) => {
    const api = await oktaShapedApi();
    cleanUp.push(api.stop);

    const { answer } = await consoleOf(api, options, {
      target: '/api/v1/logStreams?limit=200&filter=status%20eq%20"ACTIVE"',
    });

    expect(await answer.json()).toEqual([]);
    expect(api.requests).toHaveLength(1);
    expect(api.requests[0]).toMatchObject({
      method: 'GET',
      target: '/api/v1/logStreams?limit=200&filter=status%20eq%20%22ACTIVE%22',
      headers: {
        accept: 'application/json',
        'user-agent': expect.stringMatching(/^okta-log-streaming-console\//),
      },
    });
    expect(api.requests[0]?.headers.authorization).toMatch(authorization);
    expect(api.requests[0]?.headers).not.toHaveProperty('x-console-key');
    expect(api.requests[0]?.headers).not.toHaveProperty('origin');
  });

  test('arrives with its body', async () => {
    const api = await oktaShapedApi();
    cleanUp.push(api.stop);
    const body = JSON.stringify({ name: 'Splunk', type: 'splunk_cloud_logstreaming', settings: {} });

    const { answer } = await consoleOf(api, {}, { target: '/api/v1/logStreams', method: 'POST', body });

    expect(answer.status).toBe(200);
    expect(api.requests[0]).toMatchObject({ body, headers: { 'content-type': 'application/json' } });
  });

  test('is answered with what the API refuses', async () => {
    const api = await oktaShapedApi();
    cleanUp.push(api.stop);
    api.prepare({ status: 403, body: envelope('E0000006', 'You do not have permission') });

    const { answer } = await consoleOf(api, {}, { target: '/api/v1/logStreams' });

    expect([answer.status, await answer.json()]).toEqual([403, envelope('E0000006', 'You do not have permission')]);
  });

  test('is told when the API cannot be reached', async () => {
    const api = await oktaShapedApi();
    await api.stop();

    const { answer } = await consoleOf(api, {}, { target: '/api/v1/logStreams' });

    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      errorCode: 'API_UNREACHABLE',
      errorSummary: expect.stringContaining(`${api.url} cannot be reached`),
    });
  });

  test('is told when there are no credentials, and nothing is sent', async () => {
    const api = await oktaShapedApi();
    cleanUp.push(api.stop);
    const error = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    const options = { env: {}, overrides: { credentials: () => Promise.reject(error) } };

    const { answer } = await consoleOf(api, options, { target: '/api/v1/logStreams' });

    expect(await answer.json()).toMatchObject({ errorCode: 'AWS_UNAUTHORIZED' });
    expect(api.requests).toEqual([]);
  });

  test.each<[string, WorldOptions]>([
    ['a token', {}],
    ['a signature', { env: {} }],
  ])('is answered without any secret of %s', async (_which, options) => {
    const api = await oktaShapedApi();
    cleanUp.push(api.stop);

    const { answer, stdout, stderr } = await consoleOf(api, options, { target: '/api/v1/logStreams' });

    const seen = [stdout, stderr, await answer.text(), ...[...answer.headers].flat()].join('\n');
    for (const secret of [API_TOKEN, CREDENTIALS.secretAccessKey]) expect(seen).not.toContain(secret);
  });
});
