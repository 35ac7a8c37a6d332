import { generateKeyPairSync } from 'node:crypto';

import type { Reply, SentRequest } from './okta-fake.ts';

/** The secret of a service app with a key of its own. */
export function serviceApp(clientId = '0oaapp', more: Record<string, unknown> = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  return { secret: JSON.stringify({ clientId, privateKey: jwk, keyId: 'key-1', ...more }), publicKey, jwk };
}

export interface TokenAnswer {
  readonly token_type?: string;
  readonly expires_in?: number | undefined;
  readonly access_token?: string;
}

/** Gives `token-1`, `token-2`, …, Bearer for an hour unless `answer` says otherwise. */
export function givesTokens(answer: TokenAnswer = {}): Reply {
  let count = 0;
  return () => {
    count += 1;
    const token = {
      token_type: 'Bearer',
      expires_in: 3_600,
      access_token: `token-${count}`,
      scope: 'okta.logs.read',
    };
    return Response.json({ ...token, ...answer });
  };
}

export const oauthError = (
  status: number,
  error: string,
  description?: string,
  headers: Record<string, string> = {},
) => Response.json({ error, error_description: description }, { status, headers });

export const proofOf = ({ headers }: Pick<SentRequest, 'headers'>): string => headers.get('dpop') ?? '';

export const assertionOf = ({ body }: SentRequest): string => new URLSearchParams(body).get('client_assertion') ?? '';
