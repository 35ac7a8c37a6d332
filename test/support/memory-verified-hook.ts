import type { VerifiedHook } from '../../lambdas/hook/verify-hook.ts';

export function memoryVerifiedHook(initial?: string): VerifiedHook {
  let saved = initial;
  return {
    load: async () => saved,
    async save(fingerprint) {
      saved = fingerprint;
    },
  };
}
