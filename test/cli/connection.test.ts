import { describe, expect, test } from '@jest/globals';
import { connect } from '../../cli/connection.ts';
import { manualClock } from '../support/manual-clock.ts';
import { API_TOKEN, CREDENTIALS } from '../support/streams-world.ts';

const HOST = 'https://abc123.execute-api.eu-west-1.amazonaws.com';

interface Options {
  readonly endpoint?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs?: unknown;
}

function connection({ endpoint, env = {}, outputs }: Options) {
  return connect(
    { endpoint, outputs: 'stack-outputs.json' },
    {
      env,
      now: manualClock().now,
      credentials: () => Promise.resolve(CREDENTIALS),
      readFile(path) {
        if (outputs === undefined) throw new Error(`no such file: ${path}`);
        return typeof outputs === 'string' ? outputs : JSON.stringify(outputs);
      },
    },
  );
}

const problemOf = (options: Options): unknown => {
  try {
    return `none: ${connection(options).origin}`;
  } catch (error) {
    return error;
  }
};

/** What the Authorization header of a request begins with. */
async function authorizationOf(options: Options): Promise<string> {
  const { authorize, origin } = connection(options);
  const headers = await authorize({ method: 'GET', url: new URL('/api/v1/logStreams', origin), headers: {} });
  return headers['authorization'] ?? '';
}

const outputsWith = (more: object) => ({
  'okta-log-streaming': { AdminApiUrl: `${HOST}/api/`, AdminAuth: 'iam', StreamTableName: 'x', ...more },
});

describe('the admin API', () => {
  test.each([HOST, `${HOST}/`, `${HOST}/api`, `${HOST}/api/`, `${HOST}:443/api/`])(
    'is at the origin of %s',
    (endpoint) => {
      expect(connection({ endpoint }).origin).toBe(HOST);
    },
  );

  test.each(['http://127.0.0.1:4680', 'http://localhost:4680/api', 'http://[::1]:4680'])(
    'may be on this machine without TLS: %s',
    (endpoint) => {
      expect(connection({ endpoint }).origin).toBe(new URL(endpoint).origin);
    },
  );

  test.each([
    ['', 'must be a URL'],
    ['abc123.execute-api.eu-west-1.amazonaws.com', 'must be a URL'],
    ['ftp://abc.example', 'must be a URL'],
    ['https://me:secret@abc.example', 'must be a URL'],
    ['http://abc.example', 'must be https'],
    ['http://127.0.0.1.abc.example', 'must be https'],
    [`${HOST}/api/v1/logStreams`, 'has no path but /api'],
    [`${HOST}/prod`, 'has no path but /api'],
  ])('is not at "%s"', (endpoint, problem) => {
    const error = problemOf({ endpoint });

    expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2, message: expect.stringContaining(problem) });
    expect(String(error)).not.toContain('secret');
  });

  test('is found in the outputs of the stack, beside those of others', () => {
    expect(connection({ outputs: { Other: { BucketName: 'x' }, ...outputsWith({}) } }).origin).toBe(HOST);
  });

  test.each([
    ['a file that is not there', undefined, 'stack-outputs.json cannot be read'],
    ['a file that is no JSON', 'AdminApiUrl', 'stack-outputs.json cannot be read'],
    ['a file that is a list', '[]', 'must be a JSON object'],
    ['outputs of other stacks', { Other: { BucketName: 'x' }, Text: 'x' }, 'it has those of 0'],
    ['outputs of two of ours', { ...outputsWith({}), Second: { AdminApiUrl: HOST, AdminAuth: 'iam' } }, 'of 2'],
    ['an unknown AdminAuth', outputsWith({ AdminAuth: 'none' }), 'must be iam or token; got "none"'],
    ['no AdminAuth', outputsWith({ AdminAuth: undefined }), 'must be iam or token; got none'],
  ])('is not found in %s', (_what, outputs, problem) => {
    expect(problemOf({ outputs })).toMatchObject({
      code: 'CONFIG_INVALID',
      exitCode: 2,
      message: expect.stringContaining(problem),
    });
  });
});

describe('a request', () => {
  test.each<[string, Options]>([
    ['an endpoint', { endpoint: HOST }],
    ['outputs that say iam', { outputs: outputsWith({}) }],
    ['outputs that say token', { outputs: outputsWith({ AdminAuth: 'token' }) }],
  ])('carries the token of the environment, with %s', async (_what, options) => {
    const env = { OKTA_LOG_STREAMING_TOKEN: ` ${API_TOKEN}\n` };

    expect(await authorizationOf({ ...options, env })).toBe(`SSWS ${API_TOKEN}`);
  });

  test.each<[string, Options]>([
    ['an endpoint', { endpoint: HOST }],
    ['outputs that say iam', { outputs: outputsWith({}) }],
    ['an empty variable', { endpoint: HOST, env: { OKTA_LOG_STREAMING_TOKEN: '' } }],
  ])('is signed without one, with %s', async (_what, options) => {
    expect(await authorizationOf(options)).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\//);
  });

  test('needs a token where the stack takes nothing else', () => {
    expect(problemOf({ outputs: outputsWith({ AdminAuth: 'token' }) })).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('OKTA_LOG_STREAMING_TOKEN'),
    });
  });

  test.each(['SSWS 00secret', 'two\nlines', 'é'])('carries no token that fits no header: %j', (token) => {
    const error = problemOf({ endpoint: HOST, env: { OKTA_LOG_STREAMING_TOKEN: token } });

    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(String(error)).not.toContain(token);
  });
});

describe('the region of a signature', () => {
  test.each<[string, string, Record<string, string>]>([
    ['eu-west-1', HOST, {}],
    ['eu-west-1', HOST, { AWS_REGION: 'us-west-2' }],
    ['cn-north-1', 'https://abc.execute-api.cn-north-1.amazonaws.com.cn', {}],
    ['us-east-2', 'https://vpce-1.execute-api.us-east-2.vpce.amazonaws.com', {}],
    ['eu-west-3', 'https://okta-log-streaming.acme.example', { AWS_REGION: 'eu-west-3' }],
    ['eu-west-3', 'https://okta-log-streaming.acme.example', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' }],
    ['us-east-1', 'http://127.0.0.1:4680', {}],
    ['eu-west-2', 'http://127.0.0.1:4680', { AWS_REGION: 'eu-west-2' }],
  ])('is %s for %s and %j', async (region, endpoint, env) => {
    expect(await authorizationOf({ endpoint, env })).toContain(`/${region}/execute-api/aws4_request`);
  });

  test.each(['https://okta-log-streaming.acme.example', 'https://execute-api.eu-west-1.amazonaws.com.evil.example'])(
    'must be given for %s',
    (endpoint) => {
      expect(problemOf({ endpoint })).toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('set AWS_REGION'),
      });
    },
  );
});
