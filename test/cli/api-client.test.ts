import { SignatureV4 } from '@smithy/signature-v4';
import { afterEach, describe, expect, test } from '@jest/globals';
import { apiClient } from '../../cli/api-client.ts';
import { signatureAuthorize, tokenAuthorize } from '../../cli/authorization.ts';
import { Sha256 } from '../../cli/sha256.ts';
import { envelope, oktaShapedApi, type ReceivedRequest } from '../support/okta-shaped-api.ts';
import { CREDENTIALS, streamsWorld, type WorldOptions } from '../support/streams-world.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(options: WorldOptions = {}, authorize = tokenAuthorize('00token')) {
  const server = await oktaShapedApi();
  cleanUp.push(server.stop);
  const { world, pauses, stop } = streamsWorld(options);
  return { server, world, pauses, stop, api: apiClient({ origin: server.url, authorize }, world) };
}

const LIMITED = { status: 429, body: envelope('E0000047', 'API call exceeded rate limit due to too many requests.') };

/** 20 s before the window ends, by the server's clock; the client's is elsewhere. */
const limitedUntil = (seconds: number) => ({
  ...LIMITED,
  headers: { date: 'Sun, 01 Mar 2026 12:00:40 GMT', 'x-rate-limit-reset': String(1_772_366_440 + seconds) },
});

describe('a request to the admin API', () => {
  test('says what it is, what it takes and what it brings', async () => {
    const { server, api } = await start();
    await api.post('/api/v1/logStreams', { body: { name: 'é' } });
    await api.post('/api/v1/logStreams/0oaNew/lifecycle/activate', { query: { startFrom: 'now' } });

    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        target: '/api/v1/logStreams',
        body: '{"name":"é"}',
        headers: {
          accept: 'application/json',
          authorization: 'SSWS 00token',
          'content-type': 'application/json',
          'user-agent': expect.stringMatching(/^okta-log-streaming-cli\/\d/),
        },
      },
      {
        target: '/api/v1/logStreams/0oaNew/lifecycle/activate?startFrom=now',
        body: '',
        headers: { 'content-length': '0' },
      },
    ]);
    expect(server.requests[1]?.headers).not.toHaveProperty('content-type');
  });

  test('has an empty body for an answer without one', async () => {
    const { server, api } = await start();
    server.addStream({ id: '0oa1' });

    expect(await api.delete('/api/v1/logStreams/0oa1')).toEqual({ body: undefined, next: undefined });
  });

  test('fails when what comes back is no JSON', async () => {
    const { server, api } = await start();
    server.prepare({ status: 200, body: '<html>' });

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({ code: 'API_ANSWER_INVALID', exitCode: 1 });
  });
});

describe('a refusal', () => {
  test.each([
    [400, 1],
    [404, 1],
    [401, 3],
    [403, 3],
    [500, 1],
  ])('with status %d ends with exit code %d, in the words of the API', async (status, exitCode) => {
    const { server, api } = await start();
    server.prepare({
      status,
      body: envelope('E0000001', 'Api validation failed: name', 'name: too long', 'name: bad'),
    });

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({
      code: 'E0000001',
      message: 'Api validation failed: name',
      causes: ['name: too long', 'name: bad'],
      exitCode,
    });
  });

  test.each<[string, unknown]>([
    ['a page of a proxy', '<html>secret page</html>'],
    ['nothing', undefined],
    ['other JSON', { message: 'secret page' }],
  ])('with %s instead of an error of its own tells the status', async (_what, body) => {
    const { server, api } = await start();
    server.prepare({ status: 403, body });

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({
      code: 'API_ANSWER_INVALID',
      message: 'the API answered with status 403 and no error of its own',
      exitCode: 3,
    });
  });

  test('is what a redirect is, so that no credentials go elsewhere', async () => {
    const { server, api } = await start();
    server.prepare({ status: 302, headers: { location: `${server.url}/elsewhere` } });

    await expect(api.get('/api/v1/logStreams')).rejects.toThrow('status 302');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a request above the rate limit', () => {
  test('is sent again when the window is over by the clock of the API, twice', async () => {
    const { server, api, pauses } = await start();
    server.prepare(limitedUntil(20), limitedUntil(0));

    expect(await api.get('/api/v1/logStreams')).toMatchObject({ body: [] });
    expect(pauses).toEqual([21_000, 1_000]);
  });

  test('fails when it is refused a third time', async () => {
    const { server, api, pauses } = await start();
    server.prepare(limitedUntil(1), limitedUntil(1), limitedUntil(1));

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({ code: 'E0000047', exitCode: 1 });
    expect(pauses).toEqual([2_000, 2_000]);
  });

  test('is sent again with the same body', async () => {
    const { server, api } = await start();
    server.prepare(limitedUntil(1));
    await api.post('/api/v1/logStreams', { body: { name: 'one' } });

    expect(server.requests.map(({ body }) => body)).toEqual(['{"name":"one"}', '{"name":"one"}']);
  });

  test('waits a little where no window is told', async () => {
    const { server, api, pauses } = await start();
    server.prepare(LIMITED, { ...LIMITED, headers: { 'x-rate-limit-reset': 'soon' } });
    await api.get('/api/v1/logStreams');

    expect(pauses).toEqual([2_000, 2_000]);
  });

  test('does not wait for what is far away', async () => {
    const { server, api, pauses } = await start();
    server.prepare(limitedUntil(3_600));

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({ code: 'E0000047' });
    expect(pauses).toEqual([]);
  });

  test('ends when the user stops it while it waits', async () => {
    const { server, api } = await start({ stopAtPause: 1 });
    server.prepare(limitedUntil(20));

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an API that cannot be reached', () => {
  test('ends with exit code 3 and says why', async () => {
    const { server, api } = await start();
    await server.stop();

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({
      code: 'API_UNREACHABLE',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/),
      exitCode: 3,
    });
  });

  test('is one that does not answer in time', async () => {
    const limits: number[] = [];
    const timeout = (ms: number) => {
      limits.push(ms);
      return AbortSignal.abort();
    };
    const { api } = await start({ overrides: { timeout } });

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({
      code: 'API_UNREACHABLE',
      message: expect.stringContaining('no answer within 35 s'),
      exitCode: 3,
    });
    expect(limits).toEqual([35_000]);
  });

  test('is told from the user who stops the request', async () => {
    const { api, stop } = await start();
    stop();

    await expect(api.get('/api/v1/logStreams')).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
  });
});

describe('a signature', () => {
  const AT = new Date('2026-03-01T00:00:00Z');

  /** The request as it arrived, signed by the book. */
  async function signatureOf({ method, target, headers, body }: ReceivedRequest, signed: readonly string[]) {
    const url = new URL(target, 'http://127.0.0.1');
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'eu-west-1',
      credentials: CREDENTIALS,
      sha256: Sha256,
    });
    const request = await signer.sign(
      {
        method,
        protocol: 'http:',
        hostname: '127.0.0.1',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])),
        body,
      },
      { signingDate: AT },
    );
    return request.headers['authorization'];
  }

  const sign = (sessionToken?: string) =>
    signatureAuthorize({
      credentials: () => Promise.resolve({ ...CREDENTIALS, ...(sessionToken && { sessionToken }) }),
      region: 'eu-west-1',
      now: () => AT,
    });

  test.each<[string, (api: ReturnType<typeof apiClient>) => Promise<unknown>]>([
    ['a read', (api) => api.get('/api/v1/logStreams', { filter: `type eq "a b+c" (x) 'y'*`, limit: '2' })],
    ['a write', (api) => api.post('/api/v1/logStreams', { body: { name: 'Zürich' } })],
    ['a call without a body', (api) => api.post('/api/v1/logStreams/0oa1/lifecycle/deactivate')],
  ])('of %s covers what arrives', async (_what, call) => {
    const { server, api } = await start({}, sign());
    await call(api).catch(() => undefined);
    const [request] = server.requests;
    const authorization = String(request?.headers.authorization);
    const [, names = ''] = /SignedHeaders=([\w;-]+)/.exec(authorization) ?? [];

    expect(names.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-content-sha256', 'x-amz-date']));
    expect(request && (await signatureOf(request, names.split(';')))).toBe(authorization);
  });

  test('brings the token of temporary credentials with it', async () => {
    const { server, api } = await start({}, sign('session-token'));
    await api.get('/api/v1/logStreams');

    expect(server.requests[0]?.headers).toMatchObject({ 'x-amz-security-token': 'session-token' });
    expect(server.requests[0]?.headers.authorization).toContain('x-amz-security-token');
  });

  test('is made anew for a request that is sent again', async () => {
    const { server, world } = await start();
    const api = apiClient(
      {
        origin: server.url,
        authorize: signatureAuthorize({ credentials: world.credentials, region: 'eu-west-1', now: world.now }),
      },
      world,
    );
    server.prepare(limitedUntil(59));
    await api.get('/api/v1/logStreams');

    expect(server.requests.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20260301T000000Z',
      '20260301T000100Z',
    ]);
  });
});
