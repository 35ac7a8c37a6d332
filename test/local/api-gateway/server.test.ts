import { afterEach, describe, expect, test } from '@jest/globals';
import { startLoopbackServer } from '../../../local/emulators/loopback-server.ts';
import { manualClock, SECOND, START } from '../../support/manual-clock.ts';
import { ADMIN_ARN, AUTHORIZE_ARN, type PlayedApi, playApi, restApi } from '../../support/rest-api.ts';

const MEGABYTE = 1024 * 1024;

const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()));
});

async function open(...args: Parameters<typeof playApi>): Promise<PlayedApi> {
  const api = await playApi(...args);
  opened.push(api);
  return api;
}

/** What an authorizer answers that lets everybody do everything. */
const ALLOWED = {
  principalId: 'ada',
  policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] },
};

const textOf = async (response: Response) => [response.status, await response.text()] as const;

describe('a REST API', () => {
  test.each([
    ['/api/v1/logStreams', '/{proxy+}', '/v1/logStreams', { proxy: 'v1/logStreams' }],
    ['/api/v1/logStreams/', '/{proxy+}', '/v1/logStreams/', { proxy: 'v1/logStreams' }],
    ['/api/v1/a%2Fb%20c', '/{proxy+}', '/v1/a%2Fb%20c', { proxy: 'v1/a%2Fb%20c' }],
    ['/api', '/', '/', null],
    ['/api/', '/', '/', null],
  ])('hands %s to the resource %s', async (path, resource, resourcePath, pathParameters) => {
    const api = await open(restApi());

    expect(await textOf(await fetch(`${api.url}${path}`))).toEqual([200, 'answered']);

    expect(api.events).toHaveLength(1);
    expect(api.events[0]).toMatchObject({ resource, path: resourcePath, pathParameters, requestContext: { path } });
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'hands %s on as any other method',
    async (method) => {
      const api = await open(restApi());

      expect((await fetch(`${api.url}/api/v1`, { method })).status).toBe(200);

      expect(api.events.map(({ httpMethod }) => httpMethod)).toEqual([method]);
    },
  );

  test.each(['/', '/v1', '/apis/v1', '/API/v1', '//api/v1'])('forbids %s, which is in no stage', async (path) => {
    const api = await open(restApi({ responses: [{ ResponseType: 'DEFAULT_4XX', StatusCode: '418' }] }));

    const response = await fetch(`${api.url}${path}`);

    expect(response.headers.get('x-amzn-errortype')).toBe('ForbiddenException');
    expect(await textOf(response)).toEqual([403, '{"message":"Forbidden"}']);
    expect(api.events).toEqual([]);
  });

  test('misses a token where there is no method', async () => {
    const template = restApi();
    const rootless = {
      ...template,
      ofType: (type: string) => template.ofType(type).filter(({ logicalId }) => logicalId !== 'RootAny'),
    };
    const api = await open(rootless);

    expect(await textOf(await fetch(`${api.url}/api`))).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect((await fetch(`${api.url}/api/v1`)).status).toBe(200);
  });

  test('takes another port when its own is taken', async () => {
    const other = await startLoopbackServer(async () => undefined);
    opened.push(other);

    const api = await open(restApi(), { port: Number(new URL(other.url).port) });

    expect(api.url).not.toBe(other.url);
    expect((await fetch(`${api.url}/api/v1`)).status).toBe(200);
  });

  test('tells its ids and its own time with every answer', async () => {
    const api = await open(restApi());

    const { headers } = await fetch(`${api.url}/api/v1`);

    const { requestId, extendedRequestId } = api.events[0]?.requestContext ?? {};
    expect(headers.get('x-amzn-requestid')).toBe(requestId);
    expect(headers.get('x-amz-apigw-id')).toBe(extendedRequestId);
    expect(headers.get('date')).toBe(START.toUTCString());
  });
});

describe('the limits of a stage', () => {
  const throttling = (ThrottlingBurstLimit: number, ThrottlingRateLimit: number) => ({
    stage: { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingBurstLimit, ThrottlingRateLimit }] },
  });
  const statuses = async (api: PlayedApi, count: number) => {
    const all: number[] = [];
    for (let n = 0; n < count; n += 1) all.push((await fetch(`${api.url}/api/v1`)).status);
    return all;
  };

  test('let a burst pass and then as many as the rate refills', async () => {
    const clock = manualClock();
    const api = await open(restApi(throttling(3, 2)), clock);

    expect(await statuses(api, 4)).toEqual([200, 200, 200, 429]);
    clock.pass(SECOND);
    expect(await statuses(api, 3)).toEqual([200, 200, 429]);
    clock.pass(60 * SECOND);
    expect(await statuses(api, 4)).toEqual([200, 200, 200, 429]);
    expect(api.events).toHaveLength(8);
  });

  test('say so', async () => {
    const api = await open(restApi(throttling(0, 1)));

    const response = await fetch(`${api.url}/api/v1`);

    expect(response.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
    expect(await textOf(response)).toEqual([429, '{"message":"Too Many Requests"}']);
  });

  test.each([
    [10 * MEGABYTE, 200, 'answered'],
    [10 * MEGABYTE + 1, 413, '{"message":"Request Too Long"}'],
  ])('answer a body of %d bytes with %d', async (bytes, status, text) => {
    const api = await open(restApi());

    const response = await fetch(`${api.url}/api/v1`, { method: 'POST', body: Buffer.alloc(bytes, 'x') });

    expect(await textOf(response)).toEqual([status, text]);
    expect(api.events).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('an integration', () => {
  test('sends what the function answers', async () => {
    const api = await open(restApi(), {
      admin: () => ({
        statusCode: 201,
        headers: { 'X-One': 'a', Date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'Content-Type': 'text/plain' },
        multiValueHeaders: { Link: ['<a>; rel="self"', '<b>; rel="next"'] },
        body: Buffer.from('é').toString('base64'),
        isBase64Encoded: true,
      }),
    });

    const response = await fetch(`${api.url}/api/v1`);

    expect(response.headers.get('x-one')).toBe('a');
    expect(response.headers.get('link')).toBe('<a>; rel="self", <b>; rel="next"');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('content-length')).toBe('2');
    expect(response.headers.get('date')).toBe(START.toUTCString());
    expect(response.headers.get('x-amzn-remapped-date')).toBe('Thu, 01 Jan 1970 00:00:00 GMT');
    expect(await textOf(response)).toEqual([201, 'é']);
  });

  test('has no body and no length with 204', async () => {
    const api = await open(restApi(), { admin: () => ({ statusCode: 204 }) });

    const response = await fetch(`${api.url}/api/v1`);

    expect(response.headers.get('content-length')).toBeNull();
    expect(await textOf(response)).toEqual([204, '']);
  });

  test.each<[why: string, admin: () => unknown, failure: string]>([
    ['answers nothing', () => undefined, 'function Admin: malformed Lambda proxy response'],
    ['answers a text', () => 'answered', 'function Admin: malformed Lambda proxy response'],
    [
      'answers a member too many',
      () => ({ statusCode: 200, more: 1 }),
      'function Admin: malformed Lambda proxy response',
    ],
    ['fails', () => Promise.reject(new Error('no table')), 'function Admin: no table'],
  ])('is a bad gateway when the function %s', async (_why, admin, failure) => {
    const api = await open(restApi(), { admin });

    const response = await fetch(`${api.url}/api/v1`);

    expect(response.headers.get('x-amzn-errortype')).toBe('InternalServerErrorException');
    expect(await textOf(response)).toEqual([502, '{"message":"Internal server error"}']);
    expect(api.failures).toEqual([failure]);
  });

  test.each([
    [{}, 29_000],
    [{ TimeoutInMillis: 5_000 }, 5_000],
  ])('times out when the function has not answered in time: %j', async (integration, timeoutMs) => {
    const paused: number[] = [];
    const api = await open(restApi({ integration }), {
      admin: () => new Promise(() => undefined),
      pause: async (ms) => void paused.push(ms),
    });

    expect(await textOf(await fetch(`${api.url}/api/v1`))).toEqual([504, '{"message":"Endpoint request timed out"}']);
    expect(paused).toEqual([timeoutMs]);
  });

  test.each([
    [
      'its function',
      ADMIN_ARN,
      'apigateway.amazonaws.com as arn:aws:execute-api:us-east-1:000000000000:local-api/api/GET/v1/a',
    ],
    [
      'its authorizer',
      AUTHORIZE_ARN,
      'apigateway.amazonaws.com as arn:aws:execute-api:us-east-1:000000000000:local-api/authorizers/Authorizer',
    ],
  ])('is a faulty configuration when it may not invoke %s', async (_name, arn, user) => {
    const api = await open(
      restApi({ method: { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } } }),
      {
        authorize: () => ALLOWED,
        forbidden: [arn],
      },
    );

    const response = await fetch(`${api.url}/api/v1/a`, { headers: { authorization: 'SSWS token' } });

    expect(await textOf(response)).toEqual([500, '{"message":"Internal server error"}']);
    expect(api.events).toEqual([]);
    expect(api.failures).toEqual([
      `Invalid permissions on Lambda function: User: ${user} is not authorized to perform: lambda:InvokeFunction ` +
        `on resource: ${arn} because no resource-based policy allows the lambda:InvokeFunction action`,
    ]);
  });

  test('stops waiting for its time to run out when the function has answered', async () => {
    const signals: AbortSignal[] = [];
    const api = await open(restApi(), {
      pause: (_ms, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        );
      },
    });

    expect((await fetch(`${api.url}/api/v1`)).status).toBe(200);

    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

test('a refusal wears what the template says', async () => {
  const api = await open(
    restApi({
      responses: [
        {
          ResponseType: 'DEFAULT_5XX',
          StatusCode: '500',
          ResponseParameters: { 'gatewayresponse.header.X-Okta-Request-Id': 'context.requestId' },
          ResponseTemplates: { 'application/json': '{"errorId":"$context.requestId"}' },
        },
      ],
    }),
    { admin: () => undefined },
  );

  const response = await fetch(`${api.url}/api/v1`);

  const { requestId } = api.events[0]?.requestContext ?? {};
  expect(response.headers.get('x-okta-request-id')).toBe(requestId);
  expect(response.headers.get('x-amzn-requestid')).toBe(requestId);
  expect(await textOf(response)).toEqual([500, `{"errorId":"${requestId}"}`]);
});
