import * as oauth from 'oauth4webapi';

import type { Clock } from '../core/ports.ts';
import { type AccessToken, type AccessTokenOptions, accessTokens, allowHttp, epochSeconds } from './access-token.ts';
import type { Authorize } from './authorization.ts';
import type { OAuthCredentials } from './credentials.ts';

const RENEW_BEFORE_EXPIRY_MS = 60_000;

/**
 * The DPoP key and the nonces Okta gave for it, made at first use: one key per container, and never the client's own,
 * because Okta wants the two apart.
 */
export function dpopHandle(now: Clock): () => Promise<oauth.DPoPHandle> {
  const create = async () =>
    oauth.DPoP({}, await oauth.generateKeyPair('ES256'), {
      [oauth.modifyAssertion]: (_header, payload) => {
        payload['iat'] = epochSeconds(now());
      },
    });
  let handle: Promise<oauth.DPoPHandle> | undefined;
  return () => (handle ??= create());
}

/** A service app: a token that is kept until it nearly expires, and with DPoP a proof for every request. */
export function oauthAuthorize(credentials: OAuthCredentials, options: AccessTokenOptions): Authorize {
  const { now, dpop } = options;
  const newToken = accessTokens(credentials, options);
  let token: AccessToken | undefined;
  let pending: Promise<AccessToken> | undefined;

  const currentToken = async (): Promise<AccessToken> => {
    if (token && now().getTime() < token.expiresAt.getTime() - RENEW_BEFORE_EXPIRY_MS) return token;
    pending ??= newToken().finally(() => {
      pending = undefined;
    });
    token = await pending;
    return token;
  };

  return async ({ method, url }) => {
    const { value, isDpopBound } = await currentToken();
    return authorizationHeaders(value, method, url, isDpopBound ? { DPoP: await dpop() } : {});
  };
}

/** The headers the library would send. It does not send: the request is the System Log client's. */
async function authorizationHeaders(
  token: string,
  method: string,
  url: URL,
  options: { readonly DPoP?: oauth.DPoPHandle },
): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  await oauth.protectedResourceRequest(token, method, url, undefined, undefined, {
    ...options,
    ...allowHttp(url),
    [oauth.customFetch]: (_url, { headers: { authorization, dpop } }) => {
      Object.assign(made, authorization && { authorization }, dpop && { dpop });
      return Promise.resolve(new Response());
    },
  });
  return made;
}
