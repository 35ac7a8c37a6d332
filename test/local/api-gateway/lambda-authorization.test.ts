import { afterEach, describe, expect, test } from '@jest/globals';
import { CONDITION_KEYS } from '../../../local/iam/condition.ts';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { type PlayedApi, playApi, restApi, type RestApiParts } from '../../support/rest-api.ts';

const ARN = 'arn:aws:execute-api:us-east-1:000000000000:local-api/api';
const CUSTOM = { method: { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Authorizer' } } };
const TOKEN = { Authorization: 'SSWS 00abc' };

const statement = (Effect: string, Resource: unknown) => ({ Effect, Action: 'execute-api:Invoke', Resource });
const answerOf = (...Statement: readonly object[]) => ({
  principalId: '00T1',
  policyDocument: { Version: '2012-10-17', Statement },
});
const allowed = ({ methodArn }: APIGatewayRequestAuthorizerEvent) => answerOf(statement('Allow', methodArn));

const opened: PlayedApi[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((api) => api.stop()));
});

async function open(authorize: (event: APIGatewayRequestAuthorizerEvent) => unknown, parts: RestApiParts = {}) {
  const api = await playApi(restApi({ ...CUSTOM, ...parts }), { authorize });
  opened.push(api);
  const send = async (headers: Record<string, string> = TOKEN, path = '/api/v1/logStreams?limit=2') => {
    const response = await fetch(`${api.url}${path}`, { headers });
    return [response.status, response.headers.get('x-amzn-errortype'), await response.text()];
  };
  return { ...api, send };
}

describe('a request authorizer', () => {
  test('is told of the request all but its body', async () => {
    const { send, authorizations } = await open(allowed);

    await send();

    expect(authorizations).toHaveLength(1);
    expect(authorizations[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: `${ARN}/GET/v1/logStreams`,
      resource: '/{proxy+}',
      path: '/v1/logStreams',
      httpMethod: 'GET',
      headers: { Authorization: 'SSWS 00abc' },
      multiValueHeaders: { Authorization: ['SSWS 00abc'] },
      queryStringParameters: { limit: '2' },
      multiValueQueryStringParameters: { limit: ['2'] },
      pathParameters: { proxy: 'v1/logStreams' },
      stageVariables: null,
      requestContext: { path: '/api/v1/logStreams', stage: 'api', httpMethod: 'GET' },
    });
    expect(authorizations[0]).not.toHaveProperty('body');
    expect(authorizations[0]).not.toHaveProperty('isBase64Encoded');
    expect(authorizations[0]?.requestContext).not.toHaveProperty('authorizer');
  });

  test('tells the function who calls, in texts', async () => {
    const context = { name: 'ci', uses: 3, isOld: false, note: null };
    const { send, events } = await open((event) => ({ ...allowed(event), context }));

    expect((await send())[0]).toBe(200);

    expect(events[0]?.requestContext.authorizer).toEqual({
      principalId: '00T1',
      name: 'ci',
      uses: '3',
      isOld: 'false',
      note: null,
      integrationLatency: 0,
    });
    expect(events[0]?.headers).toMatchObject({ Authorization: 'SSWS 00abc' });
    expect(events[0]?.requestContext.identity).toMatchObject({ userArn: null, accessKey: null });
  });

  test('is asked again for every request', async () => {
    const { send, authorizations } = await open(allowed);

    await send();
    await send();

    expect(authorizations).toHaveLength(2);
  });

  test.each<[sent: string, headers: Record<string, string>]>([
    ['nothing', {}],
    ['an empty header', { Authorization: '' }],
    ['another header', { 'X-Token': '00abc' }],
  ])('is not asked when %s tells who calls', async (_sent, headers) => {
    const { send, authorizations, events } = await open(allowed);

    expect(await send(headers)).toEqual([401, 'UnauthorizedException', '{"message":"Unauthorized"}']);
    expect([...authorizations, ...events]).toEqual([]);
  });

  test('is asked whoever calls when it names no source of identity', async () => {
    const { send, authorizations } = await open(allowed, { authorizer: { IdentitySource: undefined } });

    expect((await send({}))[0]).toBe(200);
    expect(authorizations).toHaveLength(1);
  });

  test('may say that it does not know who calls', async () => {
    const { send, events, failures } = await open(() => Promise.reject(new Error('Unauthorized')));

    expect(await send()).toEqual([401, 'UnauthorizedException', '{"message":"Unauthorized"}']);
    expect([...events, ...failures]).toEqual([]);
  });

  test.each<[what: string, statements: readonly object[], reason: string]>([
    ['allows nothing', [], ''],
    ['allows something else', [statement('Allow', `${ARN}/POST/v1/*`)], ''],
    [
      'denies this',
      [statement('Allow', '*'), statement('Deny', `${ARN}/GET/v1/logStreams`)],
      ' with an explicit deny in an identity-based policy',
    ],
  ])('refuses what its policy %s', async (_what, statements, reason) => {
    const { send, events } = await open(() => answerOf(...statements));

    const message = `User is not authorized to access this resource${reason}`;
    expect(await send()).toEqual([403, 'AccessDeniedException', JSON.stringify({ message })]);
    expect(events).toEqual([]);
  });

  test.each<[what: string, authorize: () => unknown, failure: string]>([
    ['fails', () => Promise.reject(new Error('no secret')), 'no secret'],
    ['fails in nearly the same words', () => Promise.reject(new Error('unauthorized')), 'unauthorized'],
    ['answers nothing', () => undefined, 'the answer is no object'],
    ['names nobody', () => ({ ...answerOf(), principalId: '' }), 'principalId must be a text'],
    ['has no policy', () => ({ principalId: '00T1' }), 'policyDocument: a policy document is an object'],
    [
      'has a condition that is not known here',
      () => answerOf({ ...statement('Allow', '*'), Condition: { StringEquals: { 'aws:userid': 'a' } } }),
      'policyDocument: the embedded run does not know the condition key aws:userid; it knows ' +
        CONDITION_KEYS.join(', '),
    ],
    [
      'has a list in its context',
      () => ({ ...answerOf(), context: { scopes: ['a'] } }),
      'context.scopes must be a text, number or boolean',
    ],
    ['has no context', () => ({ ...answerOf(), context: 'a' }), 'context must be an object'],
  ])('answers for nobody when it %s', async (_what, authorize, failure) => {
    const { send, events, failures } = await open(authorize);

    expect(await send()).toEqual([500, 'AuthorizerConfigurationException', '{"message":null}']);
    expect(events).toEqual([]);
    expect(failures).toEqual([`authorizer Authorize: ${failure}`]);
  });
});

test('a token authorizer is told the token and the method', async () => {
  const { send, authorizations } = await open(allowed, { authorizer: { Type: 'TOKEN' } });

  expect((await send())[0]).toBe(200);

  expect(authorizations).toEqual([
    { type: 'TOKEN', methodArn: `${ARN}/GET/v1/logStreams`, authorizationToken: 'SSWS 00abc' },
  ]);
});
