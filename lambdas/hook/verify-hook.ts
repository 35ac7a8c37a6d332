import { LogStreamingError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import { askHook, type Hook } from './ask-hook.ts';
import { fingerprintOf } from './hook-id.ts';

/** Which hook was verified. */
export interface VerifiedHook {
  /** The fingerprint of its URL; undefined before the first. */
  load(): Promise<string | undefined>;
  save(fingerprint: string, at: Date): Promise<void>;
}

export interface VerifyDeps {
  readonly verified: VerifiedHook;
  /** A value that cannot be guessed. */
  readonly challenge: () => string;
  readonly now: Clock;
}

/**
 * Asks a hook once, before its first event, whether it wants them. Okta: "a one-time GET request", whose answer repeats
 * a value from its header. Fails with EVENT_HOOK_UNVERIFIED; then the next event asks again.
 */
export async function verifyHook(hook: Hook, { verified, challenge, now }: VerifyDeps): Promise<void> {
  const fingerprint = fingerprintOf(hook.url);
  if ((await verified.load()) === fingerprint) return;

  const value = challenge();
  const headers = { 'x-okta-verification-challenge': value };
  const { status, body, says } = await askHook(hook, { method: 'GET', headers }, () => false);
  if (status !== 200 || verificationIn(body) !== value) {
    throw new LogStreamingError(
      'EVENT_HOOK_UNVERIFIED',
      `the event hook (${hook.url.host}) must answer 200 with {"verification":"…"}, the value of the header x-okta-verification-challenge; got ${says}`,
    );
  }
  await verified.save(fingerprint, now());
}

function verificationIn(body: string | undefined): unknown {
  try {
    const answer: unknown = JSON.parse(body ?? '');
    return typeof answer === 'object' && answer !== null && 'verification' in answer
      ? answer.verification
      : undefined;
  } catch {
    return undefined;
  }
}
