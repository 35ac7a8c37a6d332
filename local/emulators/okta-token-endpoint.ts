import { randomBytes } from 'node:crypto';
import { errors, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { type Answer, jsonAnswer, oauthError } from './okta-answer.ts';
import { nonces, type ProofVerifier, SIGNATURE_ALGORITHMS } from './okta-dpop.ts';

export const TOKEN_PATH = '/oauth2/v1/token';

/** Okta: fixed, for tokens with Okta scopes. */
const TOKEN_LIFETIME_SECONDS = 3600;

const MAX_ASSERTION_LIFETIME_SECONDS = 3600;
const GRANTED_SCOPES = new Set(['okta.logs.read']);
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An API services app of the org. */
export interface OAuthClient {
  readonly clientId: string;
  readonly publicKey: JWK;
  readonly requireDpop: boolean;
}

export interface AccessToken {
  readonly expiresMs: number;
  /** Of the key the token is bound to; absent for a Bearer token. */
  readonly thumbprint?: string | undefined;
}

export interface TokenRequest {
  readonly url: URL;
  readonly form: URLSearchParams;
  readonly proof: string | undefined;
}

export interface TokenEndpoint {
  /** `POST /oauth2/v1/token`: client credentials, proven by a signed assertion. */
  answer(request: TokenRequest, at: Date): Promise<Answer>;
  /** The token, unless it is unknown or has expired. */
  find(accessToken: string, at: Date): AccessToken | undefined;
}

export function tokenEndpoint(client: OAuthClient | undefined, proofs: ProofVerifier): TokenEndpoint {
  const tokens = new Map<string, AccessToken>();
  const usedAssertions = new Set<string>();
  const dpopNonces = nonces();

  const issue = (scope: string, thumbprint: string | undefined, at: Date): Answer => {
    const accessToken = randomBytes(32).toString('base64url');
    tokens.set(accessToken, { expiresMs: at.getTime() + TOKEN_LIFETIME_SECONDS * 1000, thumbprint });
    return jsonAnswer(
      200,
      {
        token_type: thumbprint === undefined ? 'Bearer' : 'DPoP',
        expires_in: TOKEN_LIFETIME_SECONDS,
        access_token: accessToken,
        scope,
      },
      { 'Cache-Control': 'no-store' },
    );
  };

  return {
    async answer({ url, form, proof }, at) {
      if (form.get('grant_type') !== 'client_credentials') {
        return oauthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
      }
      const claims = await verifyAssertion(client, { form, audience: url.href, at });
      if (typeof claims === 'string') return invalidClient(claims);
      // An assertion counts as used even if a nonce is then asked for: the retry must sign a new one.
      if (claims.jti !== undefined && usedAssertions.has(claims.jti)) {
        return invalidClient('The client_assertion token has already been used');
      }
      if (claims.jti !== undefined) usedAssertions.add(claims.jti);

      const scope = form.get('scope') ?? '';
      if (!scope.split(' ').every((name) => GRANTED_SCOPES.has(name))) {
        return oauthError(400, 'invalid_scope', `scope must be one of ${[...GRANTED_SCOPES].join(', ')}`);
      }
      // Okta's own SDK sends a proof with every token request; an app that needs none gets a Bearer token all the same.
      if (!client?.requireDpop) return issue(scope, undefined, at);

      const proven = await proofs.verify({ method: 'POST', url, proof }, at);
      if ('status' in proven) return proven;
      if (!dpopNonces.accepts(proven.nonce, at)) {
        return oauthError(400, 'use_dpop_nonce', 'The DPoP proof must carry the nonce of the dpop-nonce header', {
          'dpop-nonce': dpopNonces.current(at),
        });
      }
      return issue(scope, proven.thumbprint, at);
    },
    find(accessToken, at) {
      const token = tokens.get(accessToken);
      return token && at.getTime() < token.expiresMs ? token : undefined;
    },
  };
}

const invalidClient = (why: string): Answer => oauthError(401, 'invalid_client', why);

/** private_key_jwt, the only way to an Okta scope. A string says what is wrong. */
async function verifyAssertion(
  client: OAuthClient | undefined,
  { form, audience, at }: { readonly form: URLSearchParams; readonly audience: string; readonly at: Date },
): Promise<JWTPayload | string> {
  if (!client) return 'The client is not known';
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) return `client_assertion_type must be ${ASSERTION_TYPE}`;

  try {
    const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', client.publicKey, {
      algorithms: SIGNATURE_ALGORITHMS,
      issuer: client.clientId,
      subject: client.clientId,
      audience,
      currentDate: at,
      requiredClaims: ['exp'],
    });
    const { kid } = client.publicKey;
    if (kid !== undefined && protectedHeader.kid !== undefined && protectedHeader.kid !== kid) {
      return 'The client_assertion names a key that the client does not have';
    }
    if ((payload.exp ?? 0) > at.getTime() / 1000 + MAX_ASSERTION_LIFETIME_SECONDS) {
      return 'The client_assertion expires more than one hour from now';
    }
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return `The client_assertion is not valid: ${error.message}`;
    throw error;
  }
}
