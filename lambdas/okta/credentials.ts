import { LogStreamingError } from '../core/errors.ts';
import { ALLOWED_CLIENT_KEYS, type ClientKey, clientKey } from './client-key.ts';
import { jsonObject } from './json-object.ts';

/** How we prove to Okta who we are: an API token, or the key of an OAuth service app. */
export type Credentials = ApiToken | OAuthCredentials;

export interface ApiToken {
  readonly type: 'ssws';
  readonly token: string;
}

export interface OAuthCredentials extends ClientKey {
  readonly type: 'oauth';
  readonly clientId: string;
  readonly dpop: boolean;
}

const ALLOWED =
  'allowed are an API token, {"token": …} or {"clientId": …, "privateKey": …, "keyId"?: …, "dpop"?: true | false}';

/** RFC 9110, token68: what may follow a scheme in an Authorization header. Okta's are letters, digits, "-" and "_". */
const TOKEN = /^[\w.~+/-]+=*$/;

/**
 * The secret's text as credentials. Fails with SECRET_INVALID, which names the fault and the form allowed and
 * nothing of the content. The JWK and `dpop` may be strings, because Secrets Manager's key/value form knows only those.
 */
export function parseCredentials(text: string): Credentials {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return apiToken(trimmed, 'the whole secret');

  const secret = jsonObject(trimmed);
  if (!secret) throw invalid('it begins like JSON and is none');
  const { token, clientId, privateKey, keyId, dpop } = secret;
  if (token !== undefined && clientId !== undefined) throw invalid('it has both "token" and "clientId"');
  if (token !== undefined) return apiToken(token, '"token"');
  if (clientId === undefined) throw invalid('it has neither "token" nor "clientId"');
  if (!isNonEmptyString(clientId)) throw invalid(`"clientId" must be a non-empty string; got ${kindOf(clientId)}`);
  if (keyId !== undefined && !isNonEmptyString(keyId)) {
    throw invalid(`"keyId" must be a non-empty string; got ${kindOf(keyId)}`);
  }

  const parsed = clientKey(privateKey);
  if (!parsed) throw invalid(`"privateKey" must be ${ALLOWED_CLIENT_KEYS}; got ${kindOf(privateKey)} that is none`);
  return { ...parsed, ...(keyId !== undefined && { keyId }), type: 'oauth', clientId, dpop: flag(dpop) };
}

function apiToken(token: unknown, where: string): ApiToken {
  if (typeof token === 'string' && TOKEN.test(token)) return { type: 'ssws', token };
  throw invalid(
    `${where} must be an API token: letters, digits and -_.~+/= without "SSWS" or quotes; got ${kindOf(token)}`,
  );
}

/** Okta binds a service app's tokens to a DPoP key unless an admin turns that off. */
function flag(dpop: unknown): boolean {
  if (dpop === undefined || dpop === true || dpop === 'true') return true;
  if (dpop === false || dpop === 'false') return false;
  throw invalid(`"dpop" must be true or false; got ${kindOf(dpop)}`);
}

const isNonEmptyString = (value: unknown): value is string => typeof value === 'string' && value !== '';

const kindOf = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return typeof value === 'string' ? `${value.length} characters` : `a value of type ${typeof value}`;
};

const invalid = (problem: string) =>
  new LogStreamingError('SECRET_INVALID', `the secret with Okta's credentials is invalid: ${problem}; ${ALLOWED}`);
