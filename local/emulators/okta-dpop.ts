import { createHash, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTVerifyResult, jwtVerify } from 'jose';
import { type Answer, oauthError } from './okta-answer.ts';

/** Okta: RS and ES keys, for client assertions and proofs alike. */
export const SIGNATURE_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** Okta: a proof older than five minutes is refused. */
const MAX_PROOF_AGE_SECONDS = 300;

/** What the request is that a proof must have been made for. */
export interface ProvenRequest {
  readonly method: string;
  readonly url: URL;
  readonly proof: string | undefined;
  /** Present when a token is used, absent when one is asked for. */
  readonly accessToken?: string;
}

/** A proof that holds: who made it, and the nonce it carries. */
export interface Proof {
  readonly thumbprint: string;
  readonly nonce: unknown;
}

export interface ProofVerifier {
  /** RFC 9449, section 4.3. An Answer is the refusal. */
  verify(request: ProvenRequest, at: Date): Promise<Proof | Answer>;
}

export function proofVerifier(): ProofVerifier {
  const usedIds = new Set<string>();

  return {
    async verify({ method, url, proof, accessToken }, at) {
      if (proof === undefined) return refused('the DPoP header is missing');

      const verified = await verifySignature(proof, at);
      if (typeof verified === 'string') return refused(verified);
      const { payload, protectedHeader } = verified;

      if (payload['htm'] !== method) return refused('htm is not the method of the request');
      if (payload['htu'] !== `${url.origin}${url.pathname}`) return refused('htu is not the URL without its query');
      if (accessToken !== undefined && payload['ath'] !== hashOf(accessToken))
        return refused('ath is not the hash of the token');
      if (typeof payload.jti !== 'string' || payload.jti === '') return refused('jti is missing');
      if (usedIds.has(payload.jti)) return refused('jti was used before');

      usedIds.add(payload.jti);
      return { thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}), nonce: payload['nonce'] };
    },
  };
}

/** The checks that jose makes: type, embedded public key, signature, age. A string says which one failed. */
async function verifySignature(proof: string, at: Date): Promise<JWTVerifyResult | string> {
  try {
    return await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: SIGNATURE_ALGORITHMS,
      maxTokenAge: MAX_PROOF_AGE_SECONDS,
      currentDate: at,
    });
  } catch (error) {
    if (error instanceof errors.JOSEError) return error.message;
    throw error;
  }
}

const hashOf = (accessToken: string): string => createHash('sha256').update(accessToken).digest('base64url');

const refused = (why: string): Answer => oauthError(400, 'invalid_dpop_proof', `The DPoP proof is not valid: ${why}`);

const HOUR_MS = 3_600_000;

export interface Nonces {
  current(at: Date): string;
  accepts(nonce: unknown, at: Date): boolean;
}

/** Okta: a nonce is replaced every 24 hours and accepted for three days. */
export function nonces(): Nonces {
  const issued = new Map<unknown, number>();
  let newest: string | undefined;

  const isYounger = (nonce: unknown, at: Date, hours: number) =>
    at.getTime() - (issued.get(nonce) ?? Number.NEGATIVE_INFINITY) < hours * HOUR_MS;

  return {
    current(at) {
      if (newest === undefined || !isYounger(newest, at, 24)) {
        newest = randomBytes(24).toString('base64url');
        issued.set(newest, at.getTime());
      }
      return newest;
    },
    accepts: (nonce, at) => isYounger(nonce, at, 72),
  };
}
