import { describe, expect, test } from '@jest/globals';
import { LOCAL_IDENTITIES } from '../../../local/api-gateway/local-identities.ts';
import { readApi } from '../../../local/api-gateway/read-api.ts';
import { startApiGateway } from '../../../local/api-gateway/server.ts';
import { START } from '../../support/manual-clock.ts';
import { ADMIN_ARN, AUTHORIZE_ARN, REST_API_SCOPE, restApi, type RestApiParts } from '../../support/rest-api.ts';
import { templateOf } from '../../support/templates.ts';

const read = (parts: RestApiParts) => readApi(restApi(parts), REST_API_SCOPE);

const CUSTOM = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } };
const setting = (more: object) => ({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ...more }] });

describe('the REST API of a template', () => {
  test('is none where the template has none', () => {
    expect(readApi(templateOf({}), REST_API_SCOPE)).toBeUndefined();
  });

  test('is read with what AWS adds', () => {
    const method = { authorization: { type: 'NONE' }, functionArn: ADMIN_ARN, timeoutMs: 29_000 };

    expect(read({})).toEqual({
      id: 'local-api',
      stage: 'api',
      isBinary: true,
      throttle: { burstLimit: 5_000, rateLimit: 10_000 },
      methods: [
        { ...method, resourceId: 'local-root', resourcePath: '/' },
        { ...method, resourceId: 'Proxy', resourcePath: '/{proxy+}' },
      ],
      responses: [],
    });
  });

  test('is read with everything that is declared', () => {
    const api = read({
      api: { BinaryMediaTypes: undefined, Description: 'Streams', EndpointConfiguration: { Types: ['REGIONAL'] } },
      stage: {
        ...setting({
          ThrottlingBurstLimit: 100,
          ThrottlingRateLimit: 50,
          MetricsEnabled: true,
          DataTraceEnabled: false,
        }),
        AccessLogSetting: { Format: '$context.requestId' },
      },
      method: CUSTOM,
      integration: { TimeoutInMillis: 5_000 },
      authorizer: { IdentitySource: 'method.request.header.Authorization, method.request.header.X-Org' },
      responses: [{ ResponseType: 'THROTTLED' }],
    });

    expect(api).toMatchObject({
      isBinary: false,
      throttle: { burstLimit: 100, rateLimit: 50 },
      responses: [{ type: 'THROTTLED' }],
    });
    expect(api?.methods[0]).toMatchObject({
      timeoutMs: 5_000,
      authorization: {
        type: 'CUSTOM',
        authorizer: { type: 'REQUEST', functionArn: AUTHORIZE_ARN, identityHeaders: ['Authorization', 'X-Org'] },
      },
    });
  });

  test.each<[what: string, parts: RestApiParts, message: string]>([
    ['second API', { others: { B: { Type: 'AWS::ApiGateway::RestApi' } } }, 'plays one REST API'],
    ['second stage', { others: { B: { Type: 'AWS::ApiGateway::Stage' } } }, 'plays a REST API with one stage'],
    ['property of the API', { api: { Policy: {} } }, 'REST API Api: the embedded run does not play Policy'],
    ['media type', { api: { BinaryMediaTypes: ['image/png'] } }, 'BinaryMediaTypes */* or none; got ["image/png"]'],
    ['property of the stage', { stage: { Variables: {} } }, 'stage Stage: the embedded run does not play Variables'],
    [
      'setting',
      { stage: setting({ CachingEnabled: true }) },
      'stage Stage: the embedded run does not play CachingEnabled',
    ],
    ['method of settings', { stage: setting({ HttpMethod: 'GET' }) }, 'plays MethodSettings of * /*'],
    ['path of settings', { stage: setting({ ResourcePath: '/a' }) }, 'plays MethodSettings of * /*'],
    [
      'resource',
      { proxy: { PathPart: 'v1' } },
      'resource Proxy: the embedded run plays {proxy+} below the root; got v1',
    ],
    ['parent', { proxy: { ParentId: 'v1' } }, 'resource Proxy: the embedded run plays {proxy+} below the root'],
    [
      'HTTP method',
      { method: { HttpMethod: 'GET' } },
      'method RootAny: the embedded run plays HttpMethod ANY; got "GET"',
    ],
    ['property of a method', { method: { ApiKeyRequired: true } }, 'does not play ApiKeyRequired'],
    ['resource of a method', { method: { ResourceId: 'other' } }, 'the embedded run has no resource other'],
    [
      'authorization',
      { method: { AuthorizationType: 'COGNITO_USER_POOLS' } },
      'plays AuthorizationType AWS_IAM, CUSTOM, NONE; got "COGNITO_USER_POOLS"',
    ],
    ['integration', { integration: { Type: 'HTTP_PROXY' } }, 'plays Integration of type AWS_PROXY; got "HTTP_PROXY"'],
    ['property of an integration', { integration: { Credentials: 'arn' } }, 'does not play Credentials'],
    ['transfer', { integration: { ResponseTransferMode: 'STREAM' } }, 'plays ResponseTransferMode BUFFERED'],
    ['target', { integration: { Uri: 'https://example.com' } }, 'invokes functions only, not https://example.com'],
    ['authorizer', { method: { ...CUSTOM, AuthorizerId: 'other' } }, 'the template has no authorizer other'],
    [
      'type of authorizer',
      { method: CUSTOM, authorizer: { Type: 'COGNITO_USER_POOLS' } },
      'authorizer Authorizer: the embedded run plays Type REQUEST, TOKEN',
    ],
    [
      'source of identity',
      { method: CUSTOM, authorizer: { IdentitySource: 'method.request.querystring.a' } },
      'plays headers as IdentitySource; got method.request.querystring.a',
    ],
    [
      'kept answer',
      { method: CUSTOM, authorizer: { AuthorizerResultTtlInSeconds: 300 } },
      'plays AuthorizerResultTtlInSeconds 0; got 300',
    ],
    [
      'answer kept by default',
      { method: CUSTOM, authorizer: { AuthorizerResultTtlInSeconds: undefined } },
      'plays AuthorizerResultTtlInSeconds 0; got undefined',
    ],
    [
      'property of an authorizer',
      { method: CUSTOM, authorizer: { IdentityValidationExpression: '.*' } },
      'does not play IdentityValidationExpression',
    ],
    ['gateway response', { responses: [{ ResponseType: 'SAD' }] }, 'gateway response Response0'],
  ])('fails by name on a %s that is not played', (_what, parts, message) => {
    expect(() => read(parts)).toThrow(message);
  });
});

test.each([
  [{}, ADMIN_ARN],
  [{ method: CUSTOM }, AUTHORIZE_ARN],
])('a gateway does not start where a function is missing: %j', async (parts, arn) => {
  const api = read(parts);
  if (!api) throw new Error('the template has an API');

  const started = startApiGateway({
    api,
    authorizeInvocation: () => undefined,
    functionByArn: (each) => (each === arn ? undefined : { name: 'There', invoke: async () => undefined }),
    users: [],
    now: () => START,
    onFailure: () => undefined,
  });

  await expect(started).rejects.toThrow(`the REST API invokes ${arn}, which is no function of the stack`);
});

test('the embedded run has somebody who may change and somebody who may read', () => {
  expect(LOCAL_IDENTITIES.map(({ accessKeyId, userArn }) => [accessKeyId, userArn])).toEqual([
    ['local', 'arn:aws:iam::000000000000:user/admin'],
    ['reader', 'arn:aws:iam::000000000000:user/reader'],
  ]);
});
