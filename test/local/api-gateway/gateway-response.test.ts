import { describe, expect, test } from '@jest/globals';
import { readGatewayResponse, renderRefusal } from '../../../local/api-gateway/gateway-response.ts';
import { Refusal, type ResponseType } from '../../../local/api-gateway/refusal.ts';
import { REST_API_SCOPE } from '../../support/rest-api.ts';

type Properties = Readonly<Record<string, unknown>>;

const read = (properties: Properties) =>
  readGatewayResponse(
    { logicalId: 'Response', type: 'AWS::ApiGateway::GatewayResponse', properties },
    REST_API_SCOPE,
  );

const refusal = (type: ResponseType, reason: string | null = 'no "reason"', status?: number) =>
  new Refusal(type, { reason, errorType: 'TestException', ...(status !== undefined && { status }) });

const render = (refused: Refusal, ...responses: readonly Properties[]) =>
  renderRefusal(refused, responses.map(read), {
    requestId: 'request-1',
    requestTimeEpoch: 1_700_000_000_000,
    header: (name) => (name === 'X-Sent' ? 'sent' : undefined),
  });

const templated = (template: string) => ({ ResponseTemplates: { 'application/json': template } });

describe('a refusal', () => {
  test.each([
    ['UNAUTHORIZED', 401],
    ['ACCESS_DENIED', 403],
    ['RESOURCE_NOT_FOUND', 404],
    ['REQUEST_TOO_LARGE', 413],
    ['THROTTLED', 429],
    ['AUTHORIZER_FAILURE', 500],
    ['INTEGRATION_TIMEOUT', 504],
  ] as const)('of type %s has API Gateway’s own words with %d', (type, status) => {
    expect(render(refusal(type))).toEqual({
      status,
      headers: [
        ['Content-Type', 'application/json'],
        ['x-amzn-ErrorType', 'TestException'],
      ],
      body: '{"message":"no \\"reason\\""}',
    });
  });

  const EACH = [
    { ResponseType: 'THROTTLED', ...templated('throttled') },
    { ResponseType: 'DEFAULT_4XX', StatusCode: '418', ...templated('4XX') },
    { ResponseType: 'DEFAULT_5XX', StatusCode: 511, ...templated('5XX') },
  ];

  test.each<[refused: Refusal, status: number, body: string]>([
    [refusal('THROTTLED'), 429, 'throttled'],
    [refusal('UNAUTHORIZED'), 418, '4XX'],
    [refusal('AUTHORIZER_FAILURE'), 511, '5XX'],
    [refusal('DEFAULT_5XX', 'a', 502), 511, '5XX'],
  ])('%s wears the words of its type, or else of the default', (refused, status, body) => {
    expect(render(refused, ...EACH)).toMatchObject({ status, body });
  });

  test('keeps its status where none is declared', () => {
    expect(render(refusal('DEFAULT_5XX', 'a', 502), { ResponseType: 'DEFAULT_5XX' })).toMatchObject({
      status: 502,
      body: '{"message":"a"}',
    });
  });

  test.each<[template: string, reason: string | null, body: string]>([
    ['{"errorId":"$context.requestId"}', null, '{"errorId":"request-1"}'],
    ['$context.error.message.', 'a "b"', 'a "b".'],
    ['$context.error.messageString', 'a "b"', '"a \\"b\\""'],
    ['$context.error.message', null, ''],
    ['$context.error.messageString', null, 'null'],
    ['$context.error.responseType/$context.error.responseType', 'a', 'THROTTLED/THROTTLED'],
    ['at $context.requestTimeEpoch for $ 5', 'a', 'at 1700000000000 for $ 5'],
    ['$context.error.message', '$context.requestId $& $1', '$context.requestId $& $1'],
  ])('is rendered by %j', (template, reason, body) => {
    const response = { ResponseType: 'THROTTLED', ...templated(template) };

    expect(render(refusal('THROTTLED', reason), response).body).toBe(body);
  });

  test('has the declared headers, with those that the request has not left out', () => {
    const ResponseParameters = {
      'gatewayresponse.header.X-Okta-Request-Id': 'context.requestId',
      'gatewayresponse.header.Cache-Control': "'no-cache, no-store'",
      'gatewayresponse.header.X-Echo': 'method.request.header.X-Sent',
      'gatewayresponse.header.X-Other': 'method.request.header.X-Absent',
      'gatewayresponse.header.content-type': "'application/problem+json'",
    };

    expect(render(refusal('THROTTLED'), { ResponseType: 'THROTTLED', ResponseParameters }).headers).toEqual([
      ['x-amzn-ErrorType', 'TestException'],
      ['X-Okta-Request-Id', 'request-1'],
      ['Cache-Control', 'no-cache, no-store'],
      ['X-Echo', 'sent'],
      ['content-type', 'application/problem+json'],
    ]);
  });
});

describe('a gateway response', () => {
  const parameter = (name: string, value: string) => ({ ResponseParameters: { [name]: value } });

  test.each<[what: string, properties: Properties, message: string]>([
    ['type', { ResponseType: 'SAD' }, 'the embedded run plays ResponseType ACCESS_DENIED'],
    ['status', { StatusCode: 'ok' }, 'StatusCode is an HTTP status; got "ok"'],
    ['property', { Colour: 'red' }, 'the embedded run does not play Colour'],
    ['media type', { ResponseTemplates: { 'text/html': '' } }, 'the embedded run does not play text/html'],
    [
      'variable',
      templated('$context.identity.sourceIp and $input.body'),
      'the embedded run does not render $context.identity.sourceIp, $input.body',
    ],
    ['statement', templated('#if(${context.requestId})'), 'the embedded run does not render ${'],
    [
      'parameter',
      parameter('gatewayresponse.colour', "'a'"),
      'the embedded run does not play gatewayresponse.colour',
    ],
    [
      'source of a header',
      parameter('gatewayresponse.header.A', 'context.stage'),
      'the embedded run does not play gatewayresponse.header.A from context.stage',
    ],
  ])('fails by name on a %s it does not know', (_what, properties, message) => {
    expect(() => read({ ResponseType: 'THROTTLED', ...properties })).toThrow(`gateway response Response: ${message}`);
  });
});
