import type { Secrets } from '../core/ports.ts';
import { type HookAnswer, type HookConnection, type HookRequest, requestHook } from './hook-request.ts';
import { readHookSecret } from './hook-secret.ts';

export interface Hook extends HookConnection {
  readonly secrets: Secrets;
  /** The secret with the value of the Authorization header. */
  readonly secretId: string;
}

/**
 * Asks once, and once more if the answer deserves it, or if the hook refuses a secret that was rotated: one known to us
 * by its old value looks like a wrong one.
 */
export async function askHook(
  hook: Hook,
  request: HookRequest,
  deservesRetry: (answer: HookAnswer) => boolean,
): Promise<HookAnswer & { readonly requests: number }> {
  const first = await readHookSecret(hook.secrets, hook.secretId);
  const answer = await requestHook(hook, request, [first]);

  const isRefused = answer.status === 401 || answer.status === 403;
  const second = isRefused ? await readHookSecret(hook.secrets, hook.secretId, { fresh: true }) : first;
  if (second === first && !deservesRetry(answer)) return { ...answer, requests: 1 };
  return { ...(await requestHook(hook, request, [first, second])), requests: 2 };
}
