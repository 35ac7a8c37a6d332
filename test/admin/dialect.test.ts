import { describe, expect, test } from '@jest/globals';
import { adminApi, API_ORIGIN } from '../support/admin-api.ts';
import { MINUTE, START } from '../support/manual-clock.ts';
import { TOKEN } from '../support/stream-requests.ts';

const STREAMS = '/api/v1/logStreams';
const stream = {
  type: 'aws_eventbridge',
  name: 'bus',
  settings: { accountId: '123456789012', eventSourceName: 'okta', region: 'eu-west-3' },
};

describe('what is nowhere', () => {
  test.each([
    ['GET', '/api/v1/logStream', 404, 'E0000008'],
    ['GET', '/api/v1/logStreams/', 404, 'E0000008'],
    ['GET', '/', 404, 'E0000008'],
    ['GET', '/api/v1/logStreams/0oa1/lifecycle', 404, 'E0000008'],
    ['GET', '/api/v1/meta/schemas/logStream/datadog', 404, 'E0000007'],
    ['PATCH', '/api/v1/logStreams/0oa1', 405, 'E0000022'],
    ['POST', '/api/v1/logs', 405, 'E0000022'],
    ['GET', '/api/v1/logStreams/0oa1/lifecycle/activate', 405, 'E0000022'],
    ['GET', '/api/v1/logStreams/%2e%2e%2fsecrets', 404, 'E0000007'],
  ])('%s %s answers %i %s in the envelope', async (method, path, status, errorCode) => {
    const { ask } = await adminApi();

    const reply = await ask(method, path);

    expect(reply.status).toBe(status);
    expect(reply.body).toEqual({
      errorCode,
      errorSummary: expect.any(String),
      errorLink: errorCode,
      errorId: expect.stringMatching(/^oae/),
      errorCauses: [],
    });
  });
});

describe('a body is refused', () => {
  const json = { 'Content-Type': 'application/json' };
  test.each<[string, unknown, Record<string, string>, number, string]>([
    ['that is empty', '', json, 400, 'E0000003'],
    ['that is not JSON', '{"type":', json, 400, 'E0000003'],
    ['that is an array', [stream], json, 400, 'E0000001'],
    ['that is null', 'null', json, 400, 'E0000001'],
    ['that is a text', '"stream"', json, 400, 'E0000001'],
    ['that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 400, 'E0000003'],
    ['that is nested deeply', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, json, 400, 'E0000003'],
    ['over 64 KB', { ...stream, name: 'x'.repeat(65_536) }, json, 413, 'E0000003'],
    ['of another media type', stream, { 'Content-Type': 'text/plain' }, 415, 'E0000021'],
    ['in another encoding', stream, { 'Content-Type': 'application/json; charset=latin1' }, 415, 'E0000021'],
    ['with a member nobody knows', { ...stream, filter: 'x' }, json, 400, 'E0000001'],
    ['with the prototype of all objects', '{"__proto__":{"type":"aws_eventbridge"}}', json, 400, 'E0000001'],
    [
      'with half a character in its name',
      '{"type":"aws_eventbridge","name":"\\ud800","settings":{}}',
      json,
      400,
      'E0000001',
    ],
  ])('%s', async (_what, body, headers, status, errorCode) => {
    const { ask, streams } = await adminApi();

    const reply = await ask('POST', STREAMS, { body, headers });

    expect(reply).toMatchObject({ status, body: { errorCode, errorLink: errorCode } });
    expect((await streams.load()).streams).toEqual([]);
  });

  test.each(['application/json', 'application/json;charset=UTF-8', 'Application/JSON; charset="utf-8"'])(
    'unless it is %s',
    async (contentType) => {
      const { ask } = await adminApi();

      expect(await ask('POST', STREAMS, { body: stream, headers: { 'Content-Type': contentType } })).toMatchObject({
        status: 200,
      });
    },
  );
});

describe('every reply', () => {
  test('carries the id of its request and is not to be kept', async () => {
    const { ask } = await adminApi();

    const { headers } = await ask('GET', STREAMS);

    expect(headers).toMatchObject({
      'x-okta-request-id': 'request-1',
      'cache-control': 'no-cache, no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('tells how many requests the minute still has', async () => {
    const { ask, clock } = await adminApi({ requestsPerMinute: 3 });
    clock.pass(20_000);

    const { headers } = await ask('GET', STREAMS);

    expect(headers).toMatchObject({
      'x-rate-limit-limit': '3',
      'x-rate-limit-remaining': '2',
      'x-rate-limit-reset': String((START.getTime() + MINUTE) / 1000),
    });
  });

  test('is 429 with a reset that can be waited out when they are used up', async () => {
    const { ask, clock } = await adminApi({ requestsPerMinute: 1 });
    await ask('GET', STREAMS);

    const refused = await ask('GET', STREAMS);
    clock.pass(Number(refused.headers['x-rate-limit-reset']) * 1000 - START.getTime());
    const later = await ask('GET', STREAMS);

    expect(refused).toMatchObject({
      status: 429,
      headers: { 'x-rate-limit-remaining': '0' },
      body: { errorCode: 'E0000047', errorSummary: 'API call exceeded rate limit due to too many requests.' },
    });
    expect(later.status).toBe(200);
  });

  test('goes out although requests cannot be counted', async () => {
    const requests = { count: () => Promise.reject(new Error('the table is throttled')) };
    const { ask, noted } = await adminApi({ requests });

    expect(await ask('GET', '/api/v1/users/me')).toMatchObject({ status: 200 });
    expect(noted('request failed')).toMatchObject([{ message: 'not counted: the table is throttled' }]);
  });
});

describe('a failure of our own', () => {
  test('is E0000009 without a word of it, and in the log with all of it', async () => {
    const made = await adminApi();
    const load = () => Promise.reject(new Error('table streams-1 does not answer'));
    const { ask, noted } = await adminApi({ streams: { ...made.streams, load } });

    const reply = await ask('GET', STREAMS);

    expect(reply).toMatchObject({ status: 500, body: { errorCode: 'E0000009', errorCauses: [] } });
    expect(reply.text).not.toContain('streams-1');
    expect(noted('request failed')).toMatchObject([
      { code: 'UNEXPECTED', message: 'table streams-1 does not answer' },
    ]);
  });
});

describe('who calls', () => {
  test('is told by GET /api/v1/users/me, which Terraform asks first', async () => {
    const { ask } = await adminApi();

    const reply = await ask('GET', '/api/v1/users/me', { as: { tokenId: '00Tabc', tokenName: 'terraform' } });

    expect(reply).toMatchObject({
      status: 200,
      body: { id: '00Tabc', status: 'ACTIVE', profile: { login: 'terraform', email: 'terraform' } },
    });
  });

  test('is the actor of what happens', async () => {
    const { ask, streams } = await adminApi();

    await ask('POST', STREAMS, { body: stream, as: { tokenId: '00Tabc', tokenName: 'terraform' } });

    const [made] = (await streams.load()).streams;
    expect(JSON.parse(made?.outbox?.[0]?.json ?? '')).toMatchObject({
      actor: { id: '00Tabc', type: 'User', alternateId: 'terraform', displayName: 'terraform' },
      debugContext: { debugData: { requestId: 'request-1', requestUri: STREAMS } },
    });
  });
});

test('one line a request is logged, with no part of it that a client made up', async () => {
  const { ask, noted } = await adminApi();

  await ask('GET', `/api/v1/logStreams/${TOKEN}`, { query: { secret: TOKEN } });

  expect(noted('request answered')).toEqual([
    {
      what: 'request answered',
      method: 'GET',
      route: '/api/v1/logStreams/{id}',
      status: 404,
      caller: 'AROAEXAMPLE:ada',
      errorCode: 'E0000007',
    },
  ]);
});

describe('GET /api/v1/meta/schemas/logStream', () => {
  test('answers both schemas, each also by its type', async () => {
    const { ask } = await adminApi();

    const { body } = await ask('GET', '/api/v1/meta/schemas/logStream');

    const schemas = body as readonly { readonly $id: string }[];
    const types = ['aws_eventbridge', 'splunk_cloud_logstreaming'];
    expect(schemas.map(({ $id }) => $id)).toEqual(
      types.map((type) => `${API_ORIGIN}/api/v1/meta/schemas/logStream/${type}`),
    );
    for (const [index, type] of types.entries()) {
      expect((await ask('GET', `/api/v1/meta/schemas/logStream/${type}`)).body).toEqual(schemas[index]);
    }
  });
});
