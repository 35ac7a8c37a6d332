import { codeOf, describeError } from '../core/errors.ts';
import type { Clock, Secrets } from '../core/ports.ts';
import { findToken } from './find-token.ts';
import { parseTokens, type TokenRecord } from './token-record.ts';

/** The tokens that may be used now. */
export interface TokenRegistry {
  find(presented: string): Promise<TokenRecord | undefined>;
}

export interface TokenRegistryDeps {
  readonly secrets: Secrets;
  readonly secretId: string;
  readonly now: Clock;
  /** The secret is missing or malformed, so there are no tokens: told once, until it is mended. */
  readonly onInvalid: (problem: string) => void;
}

/** A revoked token works no longer than this. */
const KEEP_MS = 60_000;
/** A token that was minted a moment ago works after this; and whoever tries tokens causes no more reads than this. */
const REREAD_MS = 10_000;

interface Reading {
  readonly at: number;
  readonly records: Promise<readonly TokenRecord[]>;
  failed: boolean;
}

/** The tokens of a secret, kept for a minute. Fails as the secret store does when that cannot be reached. */
export function tokenRegistry({ secrets, secretId, now, onInvalid }: TokenRegistryDeps): TokenRegistry {
  let last: Reading | undefined;
  let told: string | undefined;

  async function load(): Promise<readonly TokenRecord[]> {
    try {
      const records = parseTokens(await secrets.read(secretId, { fresh: true }));
      told = undefined;
      return records;
    } catch (error) {
      if (codeOf(error) !== 'SECRET_INVALID') throw error;
      const problem = describeError(error);
      if (told !== problem) onInvalid(problem);
      told = problem;
      return [];
    }
  }

  function read(maxAgeMs: number): Reading['records'] {
    const at = now().getTime();
    if (last && at - last.at < (last.failed ? REREAD_MS : maxAgeMs)) return last.records;
    const reading: Reading = { at, records: load(), failed: false };
    reading.records.catch(() => (reading.failed = true));
    last = reading;
    return reading.records;
  }

  return {
    find: async (presented) =>
      findToken(await read(KEEP_MS), presented) ?? findToken(await read(REREAD_MS), presented),
  };
}
