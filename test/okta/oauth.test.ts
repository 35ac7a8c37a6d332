import { createHash } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';

import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { manualClock } from '../support/manual-clock.ts';
import {
  cachedSecrets,
  fakeFetch,
  networkError,
  noTimeout,
  ORG,
  type Reply,
  type SentRequest,
} from '../support/okta-fake.ts';
import { assertionOf, givesTokens, oauthError, proofOf, serviceApp } from '../support/token-endpoint.ts';

const TOKEN_URL = 'https://acme.okta.com/oauth2/v1/token';
const PAGE = new URL('/api/v1/logs?after=1&limit=1000', ORG);
const START_S = Date.parse('2026-03-01T00:00:00.000Z') / 1_000;

function oauthBy(reply: Reply, { app = serviceApp(), orgUrl = ORG, timeout = noTimeout } = {}) {
  const { fetch, requests } = fakeFetch(reply);
  const clock = manualClock();
  const { secrets } = cachedSecrets(app.secret);
  const options = { orgUrl, secrets, secretId: 'okta', fetch, now: clock.now, timeout };
  const { authorize } = oktaAuthorization(options);
  return { authorize: (url = PAGE) => authorize({ method: 'GET', url }), requests, clock, app };
}

/** An org that wants `nonce` in the proofs of token requests. */
function wantsNonce(nonce: () => string): Reply {
  const tokens = givesTokens({ token_type: 'DPoP' });
  return (request) =>
    decodeJwt(proofOf(request))['nonce'] === nonce()
      ? tokens(request)
      : oauthError(400, 'use_dpop_nonce', 'nonce wanted', { 'dpop-nonce': nonce() });
}

const proofsOf = (requests: readonly SentRequest[]) => requests.map((request) => decodeJwt(proofOf(request)));

describe('the token request', () => {
  test('asks the org’s own server for the one scope, by a signed assertion', async () => {
    const { authorize, requests } = oauthBy(givesTokens());

    await authorize();

    expect(requests).toMatchObject([{ method: 'POST', url: new URL(TOKEN_URL), redirect: 'manual' }]);
    expect(requests[0]?.headers.get('user-agent')).toMatch(/^okta-log-streaming\//);
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'okta.logs.read',
      client_id: '0oaapp',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: expect.any(String),
    });
  });

  test('has an assertion by the app’s key for the token URL, good for five minutes by our clock', async () => {
    const { authorize, requests, app } = oauthBy(givesTokens());

    await authorize();

    const assertion = requests.map(assertionOf).join('');
    const { payload, protectedHeader } = await jwtVerify(assertion, app.publicKey, {
      currentDate: new Date(START_S * 1_000),
    });
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'key-1' });
    expect(payload).toEqual({
      iss: '0oaapp',
      sub: '0oaapp',
      aud: TOKEN_URL,
      iat: START_S,
      exp: START_S + 300,
      jti: expect.any(String),
    });
  });

  test('has no key id when the secret has none', async () => {
    const { authorize, requests } = oauthBy(givesTokens(), { app: serviceApp('0oaapp', { keyId: undefined }) });

    await authorize();

    expect(requests.map((request) => decodeProtectedHeader(assertionOf(request)))).toEqual([{ alg: 'ES256' }]);
  });

  test('has no DPoP proof when the secret turns it off', async () => {
    const { authorize, requests } = oauthBy(givesTokens(), { app: serviceApp('0oaapp', { dpop: false }) });

    const headers = await authorize();

    expect(requests.map(proofOf)).toEqual(['']);
    expect(headers).toEqual({ authorization: 'Bearer token-1' });
  });

  test('goes to an org that speaks http, as the simulated one does', async () => {
    const orgUrl = new URL('http://127.0.0.1:8080');
    const { authorize, requests } = oauthBy(givesTokens(), { orgUrl });

    await authorize(new URL('/api/v1/logs', orgUrl));

    expect(requests.map(({ url }) => url.href)).toEqual(['http://127.0.0.1:8080/oauth2/v1/token']);
  });
});

describe('the token', () => {
  test.each([
    ['as Okta says', 600, 600],
    ['in an hour when Okta does not say', undefined, 3_600],
    ['in an hour when Okta says what no date can have', 1e306, 3_600],
  ])('is kept until a minute before it expires, %s', async (_, expiresIn, seconds) => {
    const { authorize, clock } = oauthBy(givesTokens({ expires_in: expiresIn }));
    const first = await authorize();
    clock.pass((seconds - 60) * 1_000 - 1);
    const kept = await authorize();
    clock.pass(1);
    const renewed = await authorize();

    expect([first, kept, renewed].map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('is asked for once by requests side by side', async () => {
    const { authorize, requests } = oauthBy(givesTokens());

    await Promise.all([authorize(), authorize(), authorize()]);

    expect(requests).toHaveLength(1);
  });

  test('is asked for again after a failure', async () => {
    const tokens = givesTokens();
    let isDown = true;
    const { authorize } = oauthBy((request) => (isDown ? new Response('', { status: 503 }) : tokens(request)));
    await expect(authorize()).rejects.toMatchObject({ code: 'OKTA_UNAVAILABLE' });
    isDown = false;

    const headers = await authorize();

    expect(headers).toEqual({ authorization: 'Bearer token-1' });
  });

  test.each([
    ['429', () => new Response('', { status: 429 }), 'OKTA_RATE_LIMITED', '429'],
    ['500', () => new Response('', { status: 500 }), 'OKTA_UNAVAILABLE', 'failed: 500'],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'https://evil.example' } }),
      'OKTA_REJECTED',
      'redirects to https://evil.example',
    ],
    ['404', () => new Response('<html>', { status: 404 }), 'OKTA_REJECTED', '404'],
    ['401 and nothing more', () => new Response('', { status: 401 }), 'OKTA_UNAUTHORIZED', '401'],
    [
      'a scope that is not granted',
      () => oauthError(400, 'invalid_scope', 'not allowed'),
      'OKTA_UNAUTHORIZED',
      '400 invalid_scope: not allowed',
    ],
    ['an error without words', () => oauthError(403, 'access_denied'), 'OKTA_UNAUTHORIZED', '403 access_denied'],
    [
      'a challenge',
      () =>
        new Response('', {
          status: 401,
          headers: { 'www-authenticate': 'DPoP error="invalid_dpop_proof", error_description="too old"' },
        }),
      'OKTA_UNAUTHORIZED',
      '401 invalid_dpop_proof: too old',
    ],
    ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'OKTA_REJECTED', '200'],
    [
      'half a body',
      () => new Response('{"access_tok', { headers: { 'content-type': 'application/json' } }),
      'OKTA_UNAVAILABLE',
      '200',
    ],
    ['a token of another type', givesTokens({ token_type: 'mac' }), 'OKTA_REJECTED', '200'],
    [
      'a token that breaks the header',
      givesTokens({ access_token: 'a\r\nx-evil: 1' }),
      'OKTA_REJECTED',
      'not printable',
    ],
    [
      'no connection',
      () => Promise.reject(networkError('ENOTFOUND', 'getaddrinfo ENOTFOUND acme.okta.com')),
      'OKTA_UNAVAILABLE',
      'ENOTFOUND',
    ],
  ] as [string, Reply, string, string][])(
    'is missing after %s, with a code and the reason',
    async (_, reply, code, reason) => {
      const { authorize } = oauthBy(reply);

      await expect(authorize()).rejects.toMatchObject({ code, message: expect.stringContaining(reason) });
    },
  );
});

test('a token request ends with its time limit', async () => {
  const { authorize } = oauthBy(
    ({ signal }) => {
      signal?.throwIfAborted();
      return new Response('');
    },
    { timeout: () => AbortSignal.abort(new DOMException('too late', 'TimeoutError')) },
  );

  await expect(authorize()).rejects.toMatchObject({
    code: 'OKTA_UNAVAILABLE',
    message: expect.stringContaining('timed out after 15000 ms'),
  });
});

describe('DPoP', () => {
  test('sends a token request again with the nonce that Okta wants, and a new id in proof and assertion', async () => {
    const { authorize, requests } = oauthBy(wantsNonce(() => 'nonce-1'));

    const headers = await authorize();

    expect(headers['authorization']).toBe('DPoP token-1');
    expect(proofsOf(requests)).toMatchObject([
      { htm: 'POST', htu: TOKEN_URL, iat: START_S },
      { htm: 'POST', htu: TOKEN_URL, iat: START_S, nonce: 'nonce-1' },
    ]);
    expect(new Set(proofsOf(requests).map(({ jti }) => jti)).size).toBe(2);
    expect(new Set(requests.map((request) => decodeJwt(assertionOf(request)).jti)).size).toBe(2);
  });

  test('keeps the nonce for the next token, and takes a new one when Okta changes it', async () => {
    let nonce = 'nonce-1';
    const { authorize, requests, clock } = oauthBy(wantsNonce(() => nonce));
    await authorize();
    clock.pass(3_600_000);
    await authorize();
    nonce = 'nonce-2';
    clock.pass(3_600_000);
    await authorize();

    expect(proofsOf(requests).map((proof) => proof['nonce'])).toEqual([
      undefined,
      'nonce-1',
      'nonce-1',
      'nonce-1',
      'nonce-2',
    ]);
  });

  test('gives up when Okta wants one nonce after the other', async () => {
    let count = 0;
    const { authorize, requests } = oauthBy(() => {
      count += 1;
      return oauthError(400, 'use_dpop_nonce', 'another', { 'dpop-nonce': `nonce-${count}` });
    });

    await expect(authorize()).rejects.toMatchObject({ code: 'OKTA_UNAUTHORIZED' });
    expect(requests).toHaveLength(4);
  });

  test('proves each request: its method, its URL without the query, our clock and the token’s hash', async () => {
    const { authorize, clock } = oauthBy(givesTokens({ token_type: 'DPoP' }));
    clock.pass(7_000);

    const { dpop = '' } = await authorize();

    const { payload, protectedHeader } = await jwtVerify(dpop, EmbeddedJWK, { currentDate: clock.now() });
    expect(protectedHeader).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256' } });
    expect(Object.keys(protectedHeader.jwk ?? {})).not.toContain('d');
    expect(payload).toEqual({
      htm: 'GET',
      htu: 'https://acme.okta.com/api/v1/logs',
      iat: START_S + 7,
      jti: expect.any(String),
      ath: createHash('sha256').update('token-1').digest('base64url'),
    });
  });

  test('never uses an id twice, and one key that is not the app’s', async () => {
    const { authorize, requests, app } = oauthBy(givesTokens({ token_type: 'DPoP' }));

    const first = await authorize();
    const second = await authorize();

    const proofs = [...requests.map(proofOf), first['dpop'] ?? '', second['dpop'] ?? ''];
    const keys = await Promise.all(
      proofs.map((proof) => calculateJwkThumbprint(decodeProtectedHeader(proof).jwk ?? {})),
    );
    expect(new Set(proofs.map((proof) => decodeJwt(proof).jti)).size).toBe(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys).not.toContain(await calculateJwkThumbprint(app.publicKey.export({ format: 'jwk' })));
  });
});
