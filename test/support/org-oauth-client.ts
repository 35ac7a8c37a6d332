import { createHash, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { OktaOrg } from '../../local/emulators/okta-org.ts';

export const CLIENT_ID = '0oaclient';

export interface KeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function newKeyPair(algorithm = 'ES256'): Promise<KeyPair> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  return { ...pair, publicJwk: { ...(await exportJWK(pair.publicKey)), kid: 'the-key' } };
}

/** A claim that is undefined is left out. */
export type Claims = Readonly<Record<string, unknown>>;

export interface TokenOptions {
  readonly key: KeyPair;
  readonly at: Date;
  readonly claims?: Claims;
  readonly header?: Readonly<Record<string, unknown>>;
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** A client assertion that holds, but for the claims and header members given. */
export const assertion = (org: OktaOrg, { key, at, claims, header }: TokenOptions): Promise<string> =>
  new SignJWT({
    iss: CLIENT_ID,
    sub: CLIENT_ID,
    aud: `${org.url}/oauth2/v1/token`,
    exp: seconds(at) + 300,
    jti: randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'the-key', ...header })
    .sign(key.privateKey);

/** A DPoP proof for a token request, but for the claims and header members given. */
export async function proof(org: OktaOrg, { key, at, claims, header }: TokenOptions): Promise<string> {
  const { kid: _kid, ...jwk } = key.publicJwk;
  return new SignJWT({
    htm: 'POST',
    htu: `${org.url}/oauth2/v1/token`,
    iat: seconds(at),
    jti: randomUUID(),
    ...claims,
  })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk, ...header })
    .sign(key.privateKey);
}

/** The claims that make a proof one for reading the log with this token. */
export const logClaims = (org: OktaOrg, accessToken: string): Claims => ({
  htm: 'GET',
  htu: `${org.url}/api/v1/logs`,
  ath: createHash('sha256').update(accessToken).digest('base64url'),
});

export function requestToken(
  org: OktaOrg,
  clientAssertion: string,
  { form, dpop }: { readonly form?: Readonly<Record<string, string>>; readonly dpop?: string | undefined } = {},
): Promise<Response> {
  return fetch(`${org.url}/oauth2/v1/token`, {
    method: 'POST',
    headers: dpop === undefined ? {} : { DPoP: dpop },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'okta.logs.read',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: clientAssertion,
      ...form,
    }),
  });
}

export async function tokenOf(response: Response): Promise<{ readonly token: string; readonly type: string }> {
  const body: { readonly access_token: string; readonly token_type: string } = JSON.parse(await response.text());
  return { token: body.access_token, type: body.token_type };
}

/** For clients that read the time themselves: `Date` stands still, and timers go on. */
export const dateFixedAt = (now: Date) => ({
  now,
  doNotFake: [
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ] as const satisfies string[],
});
