import * as oauth from 'oauth4webapi';

import { type ErrorCode, LogStreamingError } from '../core/errors.ts';
import { excerpt } from '../http/excerpt.ts';
import { readBody } from '../http/read-body.ts';
import type { OktaAuthorizationOptions } from './authorization.ts';
import type { OAuthCredentials } from './credentials.ts';
import { outageOf } from './refusal.ts';
import { unavailable } from './unavailable.ts';
import { USER_AGENT } from './user-agent.ts';

const SCOPE = 'okta.logs.read';
const TIMEOUT_MS = 15_000;
/** Okta: at most an hour; its own SDKs say five minutes. */
const ASSERTION_LIFETIME_S = 300;
/** Okta: the lifetime of an org's access token is fixed at an hour. */
const TOKEN_LIFETIME_S = 3_600;
/** Too few for an assertion that an answer echoes: it is cut before its signature, and was good once anyway. */
const MAX_ERROR_CHARACTERS = 200;
/** Okta's answer has one or two kilobytes. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** What can stand in a header. Of anything else `Headers` makes an error that quotes it. */
const PRINTABLE = /^[\x21-\x7e]+$/;

export interface AccessToken {
  readonly value: string;
  readonly isDpopBound: boolean;
  readonly expiresAt: Date;
}

export interface AccessTokenOptions extends Pick<OktaAuthorizationOptions, 'orgUrl' | 'fetch' | 'now' | 'timeout'> {
  readonly dpop: () => Promise<oauth.DPoPHandle>;
}

/**
 * A function that gets a new token from the org's authorization server, by a signed assertion. It asks a second time
 * only when Okta wants a nonce in the DPoP proof. Fails with OKTA_UNAUTHORIZED when Okta refuses the client.
 */
export function accessTokens(credentials: OAuthCredentials, options: AccessTokenOptions): () => Promise<AccessToken> {
  const { orgUrl, fetch, now, timeout, dpop } = options;
  const tokenUrl = new URL('/oauth2/v1/token', orgUrl);
  const server: oauth.AuthorizationServer = { issuer: orgUrl.origin, token_endpoint: tokenUrl.href };
  const client: oauth.Client = { client_id: credentials.clientId };
  const authentication = clientAuthentication(credentials, tokenUrl, now);

  const post = async (): Promise<Response> =>
    oauth.clientCredentialsGrantRequest(server, client, authentication, new URLSearchParams({ scope: SCOPE }), {
      ...(credentials.dpop && { DPoP: await dpop() }),
      ...allowHttp(tokenUrl),
      headers: { 'user-agent': USER_AGENT },
      signal: timeout(TIMEOUT_MS),
      [oauth.customFetch]: (url, request) =>
        fetch(url, request).catch((error: unknown) => {
          throw unavailable(orgUrl.host, error, TIMEOUT_MS);
        }),
    });

  const grant = async (): Promise<AccessToken> => {
    const response = await post();
    const outage = await outageOf(response, { host: orgUrl.host, now: now(), credentials: [] });
    if (outage) throw outage;
    const whole = await readWhole(response, orgUrl.host);
    const answer = await oauth.processClientCredentialsResponse(server, client, whole);
    if (!PRINTABLE.test(answer.access_token)) {
      throw new LogStreamingError('OKTA_REJECTED', `Okta (${orgUrl.host}) gave a token that is not printable ASCII`);
    }
    return {
      value: answer.access_token,
      isDpopBound: answer.token_type === 'dpop',
      expiresAt: new Date(now().getTime() + lifetimeOf(answer) * 1_000),
    };
  };

  return async () => {
    try {
      return await grant().catch((error: unknown) => {
        if (!oauth.isDPoPNonceError(error)) throw error;
        return grant();
      });
    } catch (error) {
      throw tokenError(orgUrl.host, error);
    }
  };
}

/** In seconds. One that is longer than Okta's own is a mistake, and may be none that a date can have. */
const lifetimeOf = ({ expires_in: lifetime = TOKEN_LIFETIME_S }: { readonly expires_in?: number }): number =>
  Math.min(lifetime, TOKEN_LIFETIME_S);

/** The answer with its body at hand: the library would read one to its end, however far that is. */
async function readWhole(response: Response, host: string): Promise<Response> {
  const body = await readBody(response, MAX_ANSWER_BYTES).catch((error: unknown) => {
    throw unavailable(host, error, TIMEOUT_MS);
  });
  if (body) return new Response(body.length > 0 ? Uint8Array.from(body) : null, response);
  const message = `Okta (${host}) gave no access token but more than ${MAX_ANSWER_BYTES} bytes`;
  throw new LogStreamingError('OKTA_REJECTED', message);
}

/** The library allows https only; the simulated org of the embedded run speaks http. */
export const allowHttp = (url: URL): { [oauth.allowInsecureRequests]?: boolean } =>
  url.protocol === 'http:' ? { [oauth.allowInsecureRequests]: true } : {};

export const epochSeconds = (time: Date): number => Math.floor(time.getTime() / 1_000);

function clientAuthentication({ key, keyId }: OAuthCredentials, tokenUrl: URL, now: AccessTokenOptions['now']) {
  return oauth.PrivateKeyJwt(keyId === undefined ? { key } : { key, kid: keyId }, {
    [oauth.modifyAssertion]: (_header, payload) => {
      payload['aud'] = tokenUrl.href;
      payload['iat'] = epochSeconds(now());
      payload['exp'] = epochSeconds(now()) + ASSERTION_LIFETIME_S;
      // Okta does not ask for it, and by it would refuse a client whose clock is a second ahead.
      delete payload['nbf'];
    },
  });
}

/** The library's errors carry the whole answer, token included, as their cause: only names and sentences go on. */
function tokenError(host: string, error: unknown): unknown {
  if (error instanceof oauth.ResponseBodyError) {
    return refused('OKTA_UNAUTHORIZED', host, error.status, [error.error, error.error_description]);
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    const { error: name, error_description: description } = error.cause[0]?.parameters ?? {};
    return refused('OKTA_UNAUTHORIZED', host, error.status, [name, description]);
  }
  const isAboutAnswer =
    error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
  if (!isAboutAnswer) return error;

  const status = error.cause instanceof Response ? error.cause.status : 200;
  if (status === 401 || status === 403) return refused('OKTA_UNAUTHORIZED', host, status, []);
  return refused(error.code === oauth.PARSE_ERROR ? 'OKTA_UNAVAILABLE' : 'OKTA_REJECTED', host, status, [error.code]);
}

function refused(code: ErrorCode, host: string, status: number, parts: readonly (string | undefined)[]) {
  const reason = excerpt(parts.filter((part) => part !== undefined).join(': '), [], MAX_ERROR_CHARACTERS);
  return new LogStreamingError(code, `Okta (${host}) gave no access token for ${SCOPE}: ${status} ${reason}`.trim());
}
