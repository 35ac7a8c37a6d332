import { afterEach, describe, expect, test } from '@jest/globals';
import type { Identity } from '../../../local/api-gateway/identities.ts';
import { parsePolicy } from '../../../local/iam/policy.ts';
import { manualClock, MINUTE, SECOND, START } from '../../support/manual-clock.ts';
import { type PlayedApi, playApi, restApi } from '../../support/rest-api.ts';
import { signedHeaders, type Signing } from '../../support/signed-request.ts';

const ARN = 'arn:aws:execute-api:us-east-1:000000000000:local-api/api';
const ADMIN = 'arn:aws:iam::000000000000:user/admin';
const READER = 'arn:aws:iam::000000000000:user/reader';

const policy = (path: string) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: {
            'Fn::Join': [
              '',
              [
                'arn:aws:execute-api:us-east-1:',
                { Ref: 'AWS::AccountId' },
                ':',
                { Ref: 'Api' },
                '/',
                { Ref: 'Stage' },
                path,
              ],
            ],
          },
        },
      ],
    },
  },
});

const TEMPLATE = restApi({
  method: { AuthorizationType: 'AWS_IAM' },
  others: { ApiAdminPolicy: policy('/*/v1/*'), ApiReadOnlyPolicy: policy('/GET/v1/*') },
});
const IDENTITIES: readonly Identity[] = [
  { accessKeyId: 'local', secretAccessKey: 'local', userArn: ADMIN, policyLogicalIdContains: 'AdminPolicy' },
  { accessKeyId: 'reader', secretAccessKey: 'reader', userArn: READER, policyLogicalIdContains: 'ReadOnlyPolicy' },
];

const opened: PlayedApi[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((api) => api.stop()));
});

async function open(options: Parameters<typeof playApi>[1] = {}) {
  const api = await playApi(TEMPLATE, { identities: IDENTITIES, ...options });
  opened.push(api);
  const send = async (
    path: string,
    init: { readonly method?: string; readonly body?: string } = {},
    signing: Partial<Signing> = {},
  ) => {
    const url = `${api.url}${path}`;
    const headers = await signedHeaders(url, init, { at: START, ...signing });
    const response = await fetch(url, { ...init, headers });
    return {
      status: response.status,
      errorType: response.headers.get('x-amzn-errortype'),
      body: await response.text(),
    };
  };
  return { ...api, send };
}

const AS_READER = { accessKeyId: 'reader', secretAccessKey: 'reader' };

describe('IAM authorization', () => {
  test('lets the function know who signed, and nothing of the signature', async () => {
    const { send, events } = await open();

    expect(await send('/api/v1/logStreams?limit=2&after=a%20b')).toMatchObject({ status: 200, body: 'answered' });

    const { headers, multiValueHeaders, requestContext } = events[0] ?? {};
    expect(requestContext?.identity).toMatchObject({
      accessKey: 'local',
      accountId: '000000000000',
      caller: 'AIDALOCAL',
      user: 'AIDALOCAL',
      userArn: ADMIN,
    });
    expect(requestContext).not.toHaveProperty('authorizer');
    expect(headers).toHaveProperty('x-amz-date');
    expect(JSON.stringify([headers, multiValueHeaders])).not.toMatch(/signature/i);
  });

  test.each([
    ['the admin', {}, 'POST', '/api/v1/logStreams', 200],
    ['the admin', {}, 'DELETE', '/api/v1/logStreams/0oaA', 200],
    ['the reader', AS_READER, 'GET', '/api/v1/logStreams/0oaA', 200],
    ['the reader', AS_READER, 'POST', '/api/v1/logStreams', 403],
    ['the reader', AS_READER, 'HEAD', '/api/v1/logStreams', 403],
    ['the admin', {}, 'GET', '/api/v2/logStreams', 403],
    ['the admin', {}, 'GET', '/api', 403],
  ])('answers %s %j %s %s with %d', async (_who, signing, method, path, status) => {
    const { send, events } = await open();

    expect((await send(path, { method }, signing)).status).toBe(status);

    expect(events).toHaveLength(status === 200 ? 1 : 0);
  });

  test('says what is not allowed', async () => {
    const { send } = await open();

    expect(await send('/api/v1/logStreams', { method: 'POST', body: '{}' }, AS_READER)).toEqual({
      status: 403,
      errorType: 'AccessDeniedException',
      body: JSON.stringify({
        message: `User: ${READER} is not authorized to perform: execute-api:Invoke on resource: ${ARN}/POST/v1/logStreams because no identity-based policy allows the execute-api:Invoke action`,
      }),
    });
  });

  test('says that something is denied', async () => {
    const statements = parsePolicy('test', {
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: `${ARN}/GET/v1/logs` },
      ],
    });
    const user = { accessKeyId: 'local', secretAccessKey: 'local', userArn: ADMIN, statements };
    const { send } = await open({ identities: [user] });

    expect((await send('/api/v1/logStreams')).status).toBe(200);
    expect(await send('/api/v1/logs')).toMatchObject({
      status: 403,
      body: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
  });

  test('refuses a signature when it has expired, by its own clock', async () => {
    const clock = manualClock();
    const { send, events } = await open({ now: clock.now });

    clock.pass(5 * MINUTE);
    expect((await send('/api/v1/logStreams')).status).toBe(200);
    clock.pass(SECOND);

    expect(await send('/api/v1/logStreams')).toEqual({
      status: 403,
      errorType: 'InvalidSignatureException',
      body: '{"message":"Signature expired: 20260301T000000Z is now earlier than 20260301T000001Z (20260301T000501Z - 5 min.)"}',
    });
    expect(events).toHaveLength(1);
  });

  test.each([
    ['no signature', {}, 'MissingAuthenticationTokenException'],
    ['a token instead', { authorization: 'SSWS 00abc' }, 'IncompleteSignatureException'],
  ])('refuses a request with %s', async (_what, headers, errorType) => {
    const { url, events } = await open();

    const response = await fetch(`${url}/api/v1/logStreams`, { headers });

    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, errorType]);
    expect(events).toEqual([]);
  });

  test('refuses a body that was not signed', async () => {
    const { url, events } = await open();
    const method = 'POST';
    const headers = await signedHeaders(`${url}/api/v1/logStreams`, { method, body: '{"a":1}' }, { at: START });

    const response = await fetch(`${url}/api/v1/logStreams`, { method, headers, body: '{"a":2}' });

    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'InvalidSignatureException']);
    expect(events).toEqual([]);
  });
});

test.each([
  [
    'Nobody',
    'one managed policy of the template must be named with "Nobody"; there are ApiAdminPolicy, ApiReadOnlyPolicy',
  ],
  [
    'Policy',
    'one managed policy of the template must be named with "Policy"; there are ApiAdminPolicy, ApiReadOnlyPolicy',
  ],
])('an identity fails by name where not one policy is named with %s', async (policyLogicalIdContains, message) => {
  const identity = { accessKeyId: 'local', secretAccessKey: 'local', userArn: ADMIN, policyLogicalIdContains };

  await expect(playApi(TEMPLATE, { identities: [identity] })).rejects.toThrow(message);
});
