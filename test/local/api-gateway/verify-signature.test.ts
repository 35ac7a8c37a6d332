import { describe, expect, test } from '@jest/globals';
import type { ReceivedRequest } from '../../../local/api-gateway/received-request.ts';
import { verifySignature } from '../../../local/api-gateway/verify-signature.ts';
import { MINUTE, SECOND, START } from '../../support/manual-clock.ts';
import { signedHeaders, type Signing } from '../../support/signed-request.ts';

const KEYS = [
  { accessKeyId: 'reader', secretAccessKey: 'reader' },
  { accessKeyId: 'local', secretAccessKey: 'local' },
];
const ORIGIN = 'http://api.example.com';

const received = (request: Partial<ReceivedRequest>): ReceivedRequest => ({
  requestId: '7d1e1f3a-3a52-4c0e-8d5e-0d9a3b1c2f4e',
  at: START,
  method: 'GET',
  path: '/api/v1/logStreams',
  query: new URLSearchParams(),
  headers: [],
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  ...request,
});

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function signed(sent: Sent, signing: Partial<Signing> = {}): Promise<ReceivedRequest> {
  const { path = '/api/v1/logStreams', method = 'GET', body } = sent;
  const headers = await signedHeaders(`${ORIGIN}${path}`, { method, ...sent }, { at: START, ...signing });
  const [raw = '', query = ''] = path.split('?');
  return received({
    method,
    path: raw,
    query: new URLSearchParams(query),
    headers: [['Host', 'api.example.com'], ...Object.entries(headers)],
    body: Buffer.from(body ?? ''),
  });
}

const verify = (request: ReceivedRequest) => verifySignature(request, { keys: KEYS, region: 'us-east-1' });

const changed = (request: ReceivedRequest, name: string, change: (value: string) => string): ReceivedRequest => ({
  ...request,
  headers: request.headers.map(([each, value]) => [each, each === name ? change(value) : value]),
});
const without = (request: ReceivedRequest, name: string): ReceivedRequest => ({
  ...request,
  headers: request.headers.filter(([each]) => each !== name),
});

const MISMATCH = /^The request signature we calculated does not match the signature you provided\./;

describe('a signature', () => {
  test.each<[what: string, sent: Sent]>([
    ['a plain request', {}],
    ['a query, with what occurs twice and what is encoded', { path: '/api/v1/logs?b=2&a=%20%2B%C3%A9&b=1&c=' }],
    ['a path with encoded characters', { path: '/api/v1/a%20b%2Fc/lifecycle' }],
    ['a body', { method: 'POST', body: '{"name":"é"}', headers: { 'content-type': 'application/json' } }],
    ['a header that proxies change', { headers: { 'user-agent': 'me/1', 'x-custom': ' two  spaces ' } }],
  ])('is good for %s', async (_what, sent) => {
    expect(await verify(await signed(sent))).toEqual(KEYS[1]);
  });

  test.each([
    ['GET', 'limit=2', [], '', 'host;x-amz-date', '42912606be8eac0a45770a5388ee581e1923b56eca3f919f9b1247cbefa00d8f'],
    [
      'POST',
      '',
      [['content-type', 'application/json']],
      '{"name":"é"}',
      'content-type;host;x-amz-date',
      'e2344473c8dfa41ec46de272f0710eab3f07068e800618645acc15fa20adc4c2',
    ],
  ] as const)('of curl is good for %s ?%s', async (method, query, headers, body, names, signature) => {
    const scope = 'local/20261125/us-east-1/execute-api/aws4_request';
    const request = received({
      at: new Date('2026-11-25T22:37:30Z'),
      method,
      query: new URLSearchParams(query),
      headers: [
        ['Host', 'api.example.com'],
        ['Authorization', `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names}, Signature=${signature}`],
        ['X-Amz-Date', '20261125T223721Z'],
        ['User-Agent', 'curl/7.88.1'],
        ...headers,
      ],
      body: Buffer.from(body),
    });

    expect(await verify(request)).toEqual(KEYS[1]);
    await expect(verify({ ...request, method: 'PUT' })).rejects.toThrow(MISMATCH);
  });

  test('tells the keys apart', async () => {
    const reader = { accessKeyId: 'reader', secretAccessKey: 'reader' };

    expect(await verify(await signed({}, reader))).toEqual(KEYS[0]);
  });

  test.each<[what: string, change: (request: ReceivedRequest) => ReceivedRequest]>([
    ['another method', (request) => ({ ...request, method: 'DELETE' })],
    ['another path', (request) => ({ ...request, path: '/api/v1/logStreams/0oaA' })],
    ['another query', (request) => ({ ...request, query: new URLSearchParams('limit=2') })],
    ['another host', (request) => changed(request, 'Host', () => 'elsewhere.example.com')],
    ['another signed header', (request) => changed(request, 'x-custom', () => 'other')],
    ['a signed header less', (request) => without(request, 'x-custom')],
    ['another body', (request) => ({ ...request, body: Buffer.from('{"name":"b"}') })],
    [
      'a body that is not the one hashed',
      (request) => changed(request, 'x-amz-content-sha256', (hash) => hash.replace(/^./, 'g')),
    ],
    ['a payload that is not hashed', (request) => changed(request, 'x-amz-content-sha256', () => 'UNSIGNED-PAYLOAD')],
    ['another time', (request) => changed(request, 'x-amz-date', () => '20260301T000001Z')],
    ['another signature', (request) => changed(request, 'authorization', (value) => value.replace(/.$/, 'g'))],
    ['a longer signature', (request) => changed(request, 'authorization', (value) => `${value}00`)],
  ])('is no good for %s', async (_what, change) => {
    const request = await signed({ method: 'POST', body: '{"name":"a"}', headers: { 'x-custom': 'one' } });
    expect(await verify(request)).toEqual(KEYS[1]);

    await expect(verify(change(request))).rejects.toMatchObject({
      type: 'INVALID_SIGNATURE',
      errorType: 'InvalidSignatureException',
      reason: expect.stringMatching(MISMATCH),
    });
  });

  test('covers a body whose hash the client does not send', async () => {
    const request = received({
      ...(await signed({ method: 'POST', body: '{"name":"a"}' })),
      body: Buffer.from('{"name":"b"}'),
    });

    await expect(verify(without(request, 'x-amz-content-sha256'))).rejects.toThrow(MISMATCH);
  });

  test('is no good with another secret', async () => {
    await expect(verify(await signed({}, { secretAccessKey: 'guessed' }))).rejects.toThrow(MISMATCH);
  });

  test.each<[why: string, signing: Partial<Signing>]>([
    ['an unknown key', { accessKeyId: 'nobody' }],
    ['a session, which nobody here has', { sessionToken: 'session' }],
  ])('is no good with %s', async (_why, signing) => {
    await expect(verify(await signed({}, signing))).rejects.toMatchObject({
      type: 'INVALID_SIGNATURE',
      errorType: 'UnrecognizedClientException',
      reason: 'The security token included in the request is invalid.',
    });
  });

  test.each<[why: string, signing: Partial<Signing>, reason: string]>([
    [
      'another region',
      { region: 'eu-west-1' },
      "Credential should be scoped to a valid region. The embedded run is in 'us-east-1'.",
    ],
    ['another service', { service: 'lambda' }, "Credential should be scoped to correct service: 'execute-api'."],
  ])('is no good for %s', async (_why, signing, reason) => {
    await expect(verify(await signed({}, signing))).rejects.toMatchObject({ type: 'INVALID_SIGNATURE', reason });
  });

  test('is no good where its date is not the one of its scope', async () => {
    const request = changed(await signed({}), 'authorization', (value) => value.replace('/20260301/', '/20260228/'));

    await expect(verify(request)).rejects.toThrow(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260228' != '20260301', from '20260301T000000Z'.",
    );
  });

  test('is no good where it does not cover the host', async () => {
    const request = changed(await signed({}), 'authorization', (value) => value.replace('host;', ''));

    await expect(verify(request)).rejects.toThrow("'Host' or ':authority' must be a 'SignedHeader'");
  });
});

describe('the time of a signature', () => {
  test.each([
    ['five minutes old', -5 * MINUTE],
    ['five minutes ahead', 5 * MINUTE],
  ])('may be %s', async (_what, offsetMs) => {
    expect(await verify(await signed({}, { at: new Date(START.getTime() + offsetMs) }))).toEqual(KEYS[1]);
  });

  test.each([
    [
      -5 * MINUTE - SECOND,
      'Signature expired: 20260228T235459Z is now earlier than 20260228T235500Z (20260301T000000Z - 5 min.)',
    ],
    [
      5 * MINUTE + SECOND,
      'Signature not yet current: 20260301T000501Z is still later than 20260301T000500Z (20260301T000000Z + 5 min.)',
    ],
  ])('may not be off by %d ms', async (offsetMs, reason) => {
    const request = await signed({}, { at: new Date(START.getTime() + offsetMs) });

    await expect(verify(request)).rejects.toMatchObject({
      type: 'INVALID_SIGNATURE',
      errorType: 'InvalidSignatureException',
      reason,
    });
  });

  test.each([
    ['a HTTP date', 'Sun, 01 Mar 2026 00:00:00 GMT', "Got 'Sun, 01 Mar 2026 00:00:00 GMT'"],
    ['no date', '20261399T000000Z', "Got '20261399T000000Z'"],
  ])('may not be %s', async (_what, date, reason) => {
    const request = changed(await signed({}), 'x-amz-date', () => date);

    await expect(verify(request)).rejects.toMatchObject({
      errorType: 'IncompleteSignatureException',
      reason: expect.stringContaining(reason),
    });
  });

  test('may not be missing', async () => {
    await expect(verify(without(await signed({}), 'x-amz-date'))).rejects.toThrow(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    );
  });
});

describe('an Authorization header', () => {
  test('may not be missing', async () => {
    await expect(verify(received({}))).rejects.toMatchObject({
      type: 'MISSING_AUTHENTICATION_TOKEN',
      status: 403,
      errorType: 'MissingAuthenticationTokenException',
      reason: 'Missing Authentication Token',
    });
  });

  test.each([
    ['SSWS 00secret', 'Invalid key=value pair (missing equal-sign) in Authorization header.'],
    ['Bearer se=cret', "Authorization header requires 'Credential' parameter."],
    ['', "Authorization header requires 'Signature' parameter."],
    ['AWS4-HMAC-SHA256 Credential=a/20260301/us-east-1/execute-api/aws4_request, Signature=secret', 'SignedHeaders'],
    [
      'AWS4-ECDSA-P256-SHA256 Credential=a/20260301/execute-api/aws4_request, SignedHeaders=host, Signature=secret',
      "Unsupported AWS 'algorithm' (only AWS4-HMAC-SHA256 for now).",
    ],
    [
      'AWS4-HMAC-SHA256 Credential=a/secret, SignedHeaders=host, Signature=secret',
      'exactly 5 slash-delimited elements',
    ],
    [
      'AWS4-HMAC-SHA256 Credential=a/20260301/us-east-1/execute-api/secret, SignedHeaders=host, Signature=secret',
      "Credential should be scoped with a valid terminator: 'aws4_request'.",
    ],
  ])('may not be %j, which is not repeated', async (header, reason) => {
    const refused = verify(received({ headers: [['authorization', header]] }));

    await expect(refused).rejects.toMatchObject({
      type: 'INVALID_SIGNATURE',
      errorType: 'IncompleteSignatureException',
      reason: expect.stringContaining(reason),
    });
    await expect(refused).rejects.toMatchObject({ reason: expect.not.stringContaining('secret') });
  });
});
