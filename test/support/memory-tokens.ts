import type { TokenStore } from '../../lambdas/core/ports.ts';

export interface MemoryTokens extends TokenStore {
  /** Stream id → token. */
  readonly all: ReadonlyMap<string, string>;
}

export function memoryTokens(): MemoryTokens {
  const all = new Map<string, string>();
  return {
    all,
    async put(streamId, token) {
      all.set(streamId, token);
    },
    async remove(streamId) {
      all.delete(streamId);
    },
  };
}
