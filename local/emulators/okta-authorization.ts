import { type Answer, oauthError, oktaError } from './okta-answer.ts';
import type { ProofVerifier, ProvenRequest } from './okta-dpop.ts';
import type { TokenEndpoint } from './okta-token-endpoint.ts';

export interface ApiRequest extends Pick<ProvenRequest, 'method' | 'url' | 'proof'> {
  readonly authorization: string | undefined;
}

/** Who may read the log: the holder of the API token, and of an access token used as it was issued. */
export interface Authorizer {
  /** Undefined lets the request in; an Answer is the refusal. */
  refuse(request: ApiRequest, at: Date): Promise<Answer | undefined>;
}

export function authorizer(
  apiToken: string | undefined,
  { tokens, proofs }: { readonly tokens: Pick<TokenEndpoint, 'find'>; readonly proofs: ProofVerifier },
): Authorizer {
  return {
    async refuse({ authorization = '', method, url, proof }, at) {
      const [, scheme = '', credentials = ''] = /^(\S+) (\S+)$/.exec(authorization) ?? [];
      if (scheme === 'SSWS') return credentials === apiToken ? undefined : oktaError('E0000011');
      if (scheme !== 'Bearer' && scheme !== 'DPoP') return oktaError('E0000011');

      const token = tokens.find(credentials, at);
      if (!token) return oktaError('E0000011');
      if (scheme === 'Bearer') return token.thumbprint === undefined ? undefined : boundToken();

      const proven = await proofs.verify({ method, url, proof, accessToken: credentials }, at);
      if ('status' in proven) return proven;
      return proven.thumbprint === token.thumbprint ? undefined : oktaError('E0000011');
    },
  };
}

const boundToken = (): Answer =>
  oauthError(400, 'invalid_request', 'The access token is bound to a DPoP key and must not be sent as Bearer');
