import { LogStreamingError } from '../core/errors.ts';
import { askHook, type Hook } from './ask-hook.ts';
import { type HookEvent, hookBody } from './hook-body.ts';
import { isAccepted } from './hook-request.ts';
import { verifyHook, type VerifyDeps } from './verify-hook.ts';

export interface EventHookDeps extends VerifyDeps {
  readonly hook: Hook;
  readonly orgUrl: URL;
}

/**
 * Posts an event as Okta's event hooks do: three seconds for an answer, one retry after a 5xx or no answer, none after
 * anything else. Answers how many requests it took; fails with EVENT_HOOK_FAILED or EVENT_HOOK_UNVERIFIED.
 */
export async function sendToHook(deps: EventHookDeps, event: HookEvent): Promise<{ readonly requests: number }> {
  const { hook, orgUrl, now } = deps;
  await verifyHook(hook, deps);

  const body = hookBody(event, { orgUrl, url: hook.url, now });
  const headers = { 'content-type': 'application/json' };
  const answer = await askHook(
    hook,
    { method: 'POST', headers, body },
    ({ status }) => status === undefined || status >= 500,
  );
  if (isAccepted(answer)) return { requests: answer.requests };
  throw new LogStreamingError(
    'EVENT_HOOK_FAILED',
    `the event hook (${hook.url.host}) must answer event ${event.id} with 200 or 204; got ${answer.says}`,
  );
}
