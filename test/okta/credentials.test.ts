import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';
import { jwtVerify, SignJWT } from 'jose';

import { parseCredentials } from '../../lambdas/okta/credentials.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const jwkOf = (key: KeyObject, more = {}) => ({ ...key.export({ format: 'jwk' }), ...more });
const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const secretOf = (privateKey: unknown, more = {}) => JSON.stringify({ clientId: 'app', privateKey, ...more });

describe('an API token', () => {
  test.each([
    ['by itself', '00aB-_9'],
    ['with a line end', ' 00aB-_9\r\n'],
    ['in JSON', '{"token":"00aB-_9"}'],
    ['in JSON with other keys', '{"token":"00aB-_9","note":"created by ops"}'],
  ])('is read %s', (_, text) => {
    const credentials = parseCredentials(text);

    expect(credentials).toEqual({ type: 'ssws', token: '00aB-_9' });
  });

  test.each([
    ['empty', ''],
    ['empty in JSON', '{"token":""}'],
    ['no string', '{"token":7}'],
    ['with its scheme', 'SSWS 00aB'],
    ['with a line break inside', '{"token":"00a\\r\\nx-evil: 1"}'],
    ['with quotes', '"00aB"'],
    ['not ASCII', '00aB€'],
  ])('is refused %s', (_, text) => {
    expect(() => parseCredentials(text)).toThrow(expect.objectContaining({ code: 'SECRET_INVALID' }));
  });
});

describe('a service app', () => {
  test.each([
    ['RS256', 'a JWK', rsa, jwkOf(rsa)],
    ['RS384', 'a JWK that says so', rsa, jwkOf(rsa, { alg: 'RS384' })],
    ['RS512', 'a JWK that says so', rsa, jwkOf(rsa, { alg: 'RS512' })],
    ['RS256', 'PEM', rsa, pemOf(rsa)],
    ['RS256', 'a JWK as text', rsa, JSON.stringify(jwkOf(rsa))],
    ...(['P-256', 'P-384', 'P-521'] as const).flatMap((curve) => {
      const key = ec(curve);
      const algorithm = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[curve];
      return [
        [algorithm, `a JWK on ${curve}`, key, jwkOf(key)],
        [algorithm, `PEM on ${curve}`, key, pemOf(key)],
      ] as const;
    }),
  ] as const)('signs %s with %s', async (algorithm, _, key, privateKey) => {
    const credentials = parseCredentials(secretOf(privateKey));

    if (credentials.type !== 'oauth') throw new Error('not a service app');
    const signed = await new SignJWT({}).setProtectedHeader({ alg: algorithm }).sign(credentials.key);
    const verified = jwtVerify(signed, createPublicKey(key));
    await expect(verified).resolves.toMatchObject({ protectedHeader: { alg: algorithm } });
    expect(credentials.key.extractable).toBe(false);
  });

  test.each([
    ['keyId', secretOf(jwkOf(rsa), { keyId: 'k1' }), { keyId: 'k1' }],
    ['the JWK’s kid', secretOf(jwkOf(rsa, { kid: 'k2' })), { keyId: 'k2' }],
    ['keyId rather than the JWK’s kid', secretOf(jwkOf(rsa, { kid: 'k2' }), { keyId: 'k1' }), { keyId: 'k1' }],
    ['no key id', secretOf(pemOf(rsa)), { keyId: undefined }],
    ['DPoP unless told otherwise', secretOf(jwkOf(rsa)), { dpop: true }],
    ['DPoP when told so', secretOf(jwkOf(rsa), { dpop: true }), { dpop: true }],
    ['DPoP when told so in a string', secretOf(jwkOf(rsa), { dpop: 'true' }), { dpop: true }],
    ['no DPoP when told so', secretOf(jwkOf(rsa), { dpop: false }), { dpop: false }],
    ['no DPoP when told so in a string', secretOf(jwkOf(rsa), { dpop: 'false' }), { dpop: false }],
  ])('uses %s', (_, text, expected) => {
    const credentials = parseCredentials(text);

    expect(credentials).toMatchObject({ type: 'oauth', clientId: 'app', ...expected });
  });

  test.each([
    ['is no JSON', '{"clientId":"app"', 'none'],
    ['is an array', '["00aB"]', 'API token'],
    ['has neither token nor client', '{"apiKey":"00aB"}', 'neither "token" nor "clientId"'],
    ['has both', secretOf(jwkOf(rsa), { token: '00aB' }), 'both "token" and "clientId"'],
    ['has an empty client id', '{"clientId":"","privateKey":{}}', '"clientId" must be a non-empty string'],
    [
      'has an empty key id',
      secretOf(jwkOf(rsa), { keyId: '' }),
      '"keyId" must be a non-empty string; got 0 characters',
    ],
    ['has no key', '{"clientId":"app"}', '"privateKey" must be a private RSA key, or an EC key on P-256'],
    ['has a public key', secretOf(jwkOf(createPublicKey(rsa))), '"privateKey"'],
    ['has a key on another curve', secretOf(pemOf(ec('secp256k1'))), '"privateKey"'],
    ['has an Ed25519 key', secretOf(jwkOf(generateKeyPairSync('ed25519').privateKey)), '"privateKey"'],
    ['has an RSA key for another algorithm', secretOf(jwkOf(rsa, { alg: 'RSA-OAEP' })), '"privateKey"'],
    ['has a broken JWK', secretOf({ kty: 'RSA', n: 'AQAB' }), '"privateKey"'],
    ['has a broken PEM', secretOf('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'), '"privateKey"'],
    ['has a number as kid', secretOf(jwkOf(rsa, { kid: 7 })), '"privateKey"'],
    ['says maybe to DPoP', secretOf(jwkOf(rsa), { dpop: 'maybe' }), '"dpop" must be true or false; got 5 characters'],
  ])('is refused when the secret %s, with a word on why', (_, text, reason) => {
    expect(() => parseCredentials(text)).toThrow(
      expect.objectContaining({ code: 'SECRET_INVALID', message: expect.stringContaining(reason) }),
    );
  });

  test('is refused in words that say what is allowed', () => {
    expect(() => parseCredentials('{}')).toThrow(
      'allowed are an API token, {"token": …} or {"clientId": …, "privateKey": …, "keyId"?: …, "dpop"?: true | false}',
    );
  });
});
