import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { START } from '../../support/manual-clock.ts';
import { type PlayedApi, playApi, restApi, type RestApiParts } from '../../support/rest-api.ts';

const opened: PlayedApi[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((api) => api.stop()));
});

interface Sent {
  readonly path?: string;
  readonly method?: string;
  /** Names and values in turn, as they go over the wire. */
  readonly headers?: readonly string[];
  readonly body?: Buffer;
}

/** The event of a request that is sent as it stands here. */
async function eventOf(
  { path = '/api/v1', method = 'GET', headers = [], body }: Sent,
  parts: RestApiParts = {},
): Promise<APIGatewayProxyEvent> {
  const api = await playApi(restApi(parts));
  opened.push(api);
  const { hostname, port } = new URL(api.url);
  const length = body ? ['Content-Length', String(body.length)] : [];
  const all = ['Host', 'api.example.com:8443', ...headers, ...length];
  const sending = httpRequest({ hostname, port, path, method, headers: all as unknown as Record<string, string> });
  sending.end(body);
  const [response] = (await once(sending, 'response')) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');
  const [event] = api.events;
  if (!event) throw new Error('the function was not invoked');
  return event;
}

describe('a proxy event', () => {
  test('is what API Gateway would make of a bare request', async () => {
    const event = await eventOf({ path: '/api/v1/logStreams' });

    expect(event).toEqual({
      resource: '/{proxy+}',
      path: '/v1/logStreams',
      httpMethod: 'GET',
      headers: {
        Host: 'api.example.com:8443',
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': '8443',
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: {
        Host: ['api.example.com:8443'],
        'X-Forwarded-For': ['127.0.0.1'],
        'X-Forwarded-Port': ['8443'],
        'X-Forwarded-Proto': ['http'],
      },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: { proxy: 'v1/logStreams' },
      stageVariables: null,
      requestContext: {
        accountId: '000000000000',
        apiId: 'local-api',
        domainName: 'api.example.com:8443',
        domainPrefix: 'api',
        extendedRequestId: expect.stringMatching(/^[\w-]{15}=$/),
        httpMethod: 'GET',
        identity: {
          accessKey: null,
          accountId: null,
          apiKey: null,
          apiKeyId: null,
          caller: null,
          clientCert: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '127.0.0.1',
          user: null,
          userAgent: null,
          userArn: null,
        },
        path: '/api/v1/logStreams',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
        requestTime: '01/Mar/2026:00:00:00 +0000',
        requestTimeEpoch: START.getTime(),
        resourceId: 'Proxy',
        resourcePath: '/{proxy+}',
        stage: 'api',
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  test('has headers as they were sent, and of those sent twice both and the last', async () => {
    const headers = ['aCCept', 'text/plain', 'X-Two', 'a', 'X-Two', 'b', 'User-Agent', 'me/1'];

    const event = await eventOf({ headers });

    expect(event.headers).toMatchObject({ aCCept: 'text/plain', 'X-Two': 'b', 'User-Agent': 'me/1' });
    expect(event.multiValueHeaders).toMatchObject({ aCCept: ['text/plain'], 'X-Two': ['a', 'b'] });
    expect(event.requestContext.identity.userAgent).toBe('me/1');
  });

  test('has no header that concerns the connection', async () => {
    const headers = ['Connection', 'close', 'TE', 'trailers', 'X-Kept', 'a'];

    const event = await eventOf({ method: 'POST', headers, body: Buffer.from('{}') });

    expect(Object.keys(event.headers)).toEqual([
      'Host',
      'X-Kept',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
    ]);
  });

  test('trusts nobody about where a request came from', async () => {
    const headers = ['x-forwarded-for', '192.0.2.1', 'x-forwarded-proto', 'https', 'x-forwarded-port', '1'];

    const event = await eventOf({ headers });

    expect(event.headers).toMatchObject({
      'X-Forwarded-For': '192.0.2.1, 127.0.0.1',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Port': '8443',
    });
    expect(event.headers).not.toHaveProperty('x-forwarded-proto');
    expect(event.requestContext.identity.sourceIp).toBe('127.0.0.1');
  });

  test.each([
    ['?a=1', { a: '1' }, { a: ['1'] }],
    ['?a=1&b=2&a=3', { a: '3', b: '2' }, { a: ['1', '3'], b: ['2'] }],
    ['?a=x%2By%20z+%C3%A9', { a: 'x+y z é' }, { a: ['x+y z é'] }],
    ['?a=b?c=d', { a: 'b?c=d' }, { a: ['b?c=d'] }],
    ['?a', { a: '' }, { a: [''] }],
    ['?', null, null],
  ])('has the query %s decoded', async (query, single, multiple) => {
    const event = await eventOf({ path: `/api/v1${query}` });

    expect(event.queryStringParameters).toEqual(single);
    expect(event.multiValueQueryStringParameters).toEqual(multiple);
    expect(event.requestContext.path).toBe('/api/v1');
  });

  test.each<[what: string, parts: RestApiParts, body: Buffer, event: object]>([
    [
      'bytes where the API is binary',
      {},
      Buffer.from([0xff, 0x00]),
      { body: Buffer.from([0xff, 0x00]).toString('base64'), isBase64Encoded: true },
    ],
    [
      'a text where the API is not',
      { api: { BinaryMediaTypes: undefined } },
      Buffer.from('é'),
      { body: 'é', isBase64Encoded: false },
    ],
    ['nothing where it is empty', {}, Buffer.alloc(0), { body: null, isBase64Encoded: false }],
  ])('has a body as %s', async (_what, parts, body, event) => {
    expect(await eventOf({ method: 'POST', body }, parts)).toMatchObject(event);
  });
});
