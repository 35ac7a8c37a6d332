import { randomBytes } from 'node:crypto';
import { signatureAuthorize, tokenAuthorize } from '../cli/authorization.ts';
import { forwarder } from '../cli/forward.ts';
import { type Console, startConsole } from '../console/server/start-console.ts';
import type { AdminAccess } from './admin-access.ts';
import { CREDENTIALS, REGION } from './account.ts';

const KEY_BYTES = 24;

/** The console page for a run's own admin API, which it asks as an admin would: with the run's token, or signed. */
export function startLocalConsole(
  api: AdminAccess,
  { port, stopped }: { readonly port: number; readonly stopped: AbortSignal },
): Promise<Console> {
  const authorize =
    api.token === undefined
      ? signatureAuthorize({ credentials: () => Promise.resolve(CREDENTIALS), region: REGION, now: () => new Date() })
      : tokenAuthorize(api.token);
  return startConsole({
    forward: forwarder(
      { origin: api.url, authorize },
      { fetch: globalThis.fetch, timeout: (ms) => AbortSignal.timeout(ms), stopped },
    ),
    apiName: `${new URL(api.url).host}, embedded run`,
    key: randomBytes(KEY_BYTES).toString('base64url'),
    port,
    ifTaken: 'another',
  });
}
