import { createPrivateKey, type JsonWebKey, type KeyObject, type webcrypto } from 'node:crypto';

import { isObject, jsonObject } from './json-object.ts';

/** The private key of an OAuth service app, ready to sign and not exportable. */
export interface ClientKey {
  readonly key: webcrypto.CryptoKey;
  /** The `kid` of a JWK. */
  readonly keyId?: string | undefined;
}

export const ALLOWED_CLIENT_KEYS =
  'a private RSA key, or an EC key on P-256, P-384 or P-521, as a JWK (object or JSON text) or as PKCS #8 PEM';

/** Node's name of a curve → WebCrypto's. */
const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** Okta: RS and ES, each with 256, 384 and 512. For RSA the JWK's `alg` chooses; for EC the curve does. */
const RSA_HASHES: Readonly<Record<string, string>> = { RS256: 'SHA-256', RS384: 'SHA-384', RS512: 'SHA-512' };

/** Undefined when `value` is none of `ALLOWED_CLIENT_KEYS`. Says no more than that: a parser's errors quote the key. */
export function clientKey(value: unknown): ClientKey | undefined {
  try {
    const jwk = jwkOf(value);
    const key = jwk ? createPrivateKey({ key: jwk, format: 'jwk' }) : createPrivateKey(String(value));
    const algorithm = algorithmOf(key, jwk?.alg ?? 'RS256');
    return algorithm && { key: key.toCryptoKey(algorithm, false, ['sign']), keyId: jwk?.kid };
  } catch {
    return undefined;
  }
}

interface Jwk extends JsonWebKey {
  readonly alg?: string;
  readonly kid?: string;
}

function jwkOf(value: unknown): Jwk | undefined {
  const jwk = typeof value === 'string' ? jsonObject(value) : value;
  return isJwk(jwk) ? jwk : undefined;
}

const isJwk = (value: unknown): value is Jwk =>
  isObject(value) &&
  typeof value['kty'] === 'string' &&
  ['kid', 'alg'].every((name) => value[name] === undefined || typeof value[name] === 'string');

function algorithmOf(key: KeyObject, rsaAlgorithm: string) {
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  const hash = RSA_HASHES[rsaAlgorithm];
  if (key.asymmetricKeyType === 'ec' && curve) return { name: 'ECDSA', namedCurve: curve };
  if (key.asymmetricKeyType === 'rsa' && hash) return { name: 'RSASSA-PKCS1-v1_5', hash };
  return undefined;
}
