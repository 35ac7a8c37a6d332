import { codeOf } from '../core/errors.ts';
import type { Clock, Secrets } from '../core/ports.ts';
import { parseCredentials } from './credentials.ts';
import { dpopHandle, oauthAuthorize } from './oauth.ts';
import { sswsAuthorize } from './ssws.ts';

/** The headers that prove to Okta who asks. They hold secrets: send them, never log them. */
export type Authorize = (request: AuthorizedRequest) => Promise<Record<string, string>>;

export interface AuthorizedRequest {
  readonly method: 'GET';
  readonly url: URL;
}

export interface OktaAuthorization {
  /** Headers for one request; with DPoP they are good for this method and URL, and once. */
  readonly authorize: Authorize;
  /** Reads the secret again and forgets the token: a rotated credential looks like a wrong one. */
  renew(): Promise<void>;
}

export interface OktaAuthorizationOptions {
  readonly orgUrl: URL;
  readonly secrets: Secrets;
  readonly secretId: string;
  readonly fetch: typeof fetch;
  readonly now: Clock;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
}

/**
 * Authorization by what the secret holds: an API token or an OAuth service app, see `parseCredentials`. Fails with
 * SECRET_INVALID, OKTA_UNAUTHORIZED when Okta gives no token, or the code of the outage that kept it from answering.
 */
export function oktaAuthorization(options: OktaAuthorizationOptions): OktaAuthorization {
  const { secrets, secretId } = options;
  const dpop = dpopHandle(options.now);
  let loaded: { readonly text: string; readonly authorize: Authorize } | undefined;
  let renewal: Promise<void> | undefined;

  const authorizeBy = (text: string): Authorize => {
    const credentials = parseCredentials(text);
    return credentials.type === 'ssws'
      ? sswsAuthorize(credentials.token)
      : oauthAuthorize(credentials, { ...options, dpop });
  };

  const authorize: Authorize = async (request) => {
    const text = await secrets.read(secretId);
    if (text !== loaded?.text) loaded = { text, authorize: authorizeBy(text) };
    return loaded.authorize(request);
  };

  const reload = async () => {
    const text = await secrets.read(secretId, { fresh: true });
    loaded = { text, authorize: authorizeBy(text) };
  };

  // Shared, so that several requests refused together do not each mint a token.
  const renew = () => {
    renewal ??= reload().finally(() => {
      renewal = undefined;
    });
    return renewal;
  };

  return {
    renew,
    async authorize(request) {
      try {
        return await authorize(request);
      } catch (error) {
        if (codeOf(error) !== 'OKTA_UNAUTHORIZED' && codeOf(error) !== 'SECRET_INVALID') throw error;
        await renew();
        return authorize(request);
      }
    },
  };
}
