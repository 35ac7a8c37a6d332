import { randomBytes } from 'node:crypto';
import type { Clock } from '../lambdas/core/ports.ts';
import { mintToken } from '../lambdas/tokens/mint-token.ts';
import { SCOPES, tokensText } from '../lambdas/tokens/token-record.ts';
import type { SecretsManager } from './emulators/secrets-manager.ts';

export type AdminAuth = 'iam' | 'token';

/** How an admin reaches the run's API. */
export interface AdminAccess {
  /** Clients add `/api/v1/…`. */
  readonly url: string;
  readonly auth: AdminAuth;
  /** Of a run with tokens: one that may do everything, known to nobody but the reader of the run's output. */
  readonly token?: string | undefined;
  /** What a request carries; none where it is signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Mints the run's own token where the API asks for one. */
export function adminAccess(
  auth: AdminAuth,
  run: {
    readonly url: string;
    readonly variable: (name: string) => string;
    readonly secrets: Pick<SecretsManager, 'addSecret'>;
    readonly now: Clock;
  },
): AdminAccess {
  if (auth === 'iam') return { url: run.url, auth, headers: {} };
  const { token, record } = mintToken({
    name: 'the embedded run',
    scopes: SCOPES,
    now: run.now(),
    random: (count) => randomBytes(count),
  });
  run.secrets.addSecret(run.variable('ADMIN_TOKENS_SECRET_ID'), tokensText([record]));
  return { url: run.url, auth, token, headers: { authorization: `SSWS ${token}` } };
}
