import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { logEvents } from '../support/events.ts';
import { TOKEN } from '../support/fake-hec.ts';
import { ORG_URL, splunkStream } from '../support/target-streams.ts';

const EVENTS = logEvents(3);
const servers: Server[] = [];

async function listen(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return new URL(`http://127.0.0.1:${address.port}`);
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(close));
});

const attempt = (endpoint: URL, signal = new AbortController().signal) =>
  splunkHecTarget({
    fetch,
    secrets: { read: async () => TOKEN },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
    endpoint,
  }).attempt(splunkStream(), EVENTS, signal);

describe('Splunk target over a connection', () => {
  test('is understood by a server', async () => {
    const bodies: string[] = [];
    const endpoint = await listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(gunzipSync(Buffer.concat(chunks)).toString());
        response.end('{"text":"Success","code":0}');
      });
    });

    expect(await attempt(endpoint)).toEqual({ pending: [], undeliverable: [] });
    expect(bodies).toHaveLength(1);
    for (const { json } of EVENTS) expect(bodies[0]).toContain(`"event":${json.toString()},`);
  });

  test('names the cause when nobody listens', async () => {
    const endpoint = await listen(() => undefined);
    await Promise.all(servers.splice(0).map(close));

    const result = await attempt(endpoint);

    expect(result).toEqual({
      pending: EVENTS,
      undeliverable: [],
      failure: {
        code: 'TARGET_UNAVAILABLE',
        message: `could not reach Splunk (${endpoint.host}): connect ECONNREFUSED ${endpoint.host}`,
      },
    });
  });

  test.each<[string, RequestListener]>([
    ['before an answer', (request) => request.socket.destroy()],
    [
      'in the middle of an answer',
      (request, response) => {
        response.writeHead(200, { 'content-length': 28 });
        response.write('{"text":"Success"', () => request.socket.destroy());
      },
    ],
  ])('leaves all pending when the connection breaks %s', async (_when, listener) => {
    const result = await attempt(await listen(listener));

    expect(result.pending).toEqual(EVENTS);
    expect(result.failure?.code).toBe('TARGET_UNAVAILABLE');
    expect(result.failure?.message).toMatch(/^could not reach Splunk .*: \S+/);
  });

  test.each<[string, (limit: AbortController) => RequestListener]>([
    ['nothing', (limit) => () => limit.abort()],
    [
      'half an answer',
      (limit) => (_request, response) => {
        response.writeHead(200, { 'content-length': 28 });
        response.write('{"text":"Success"', () => limit.abort());
      },
    ],
  ])('is a timeout when the time limit of the attempt has brought %s', async (_what, listener) => {
    const limit = new AbortController();
    const endpoint = await listen(listener(limit));

    const result = await attempt(endpoint, limit.signal);

    expect(result).toEqual({
      pending: EVENTS,
      undeliverable: [],
      failure: {
        code: 'TARGET_TIMEOUT',
        message: `Splunk (${endpoint.host}) did not answer within the time limit of an attempt`,
      },
    });
  });
});
