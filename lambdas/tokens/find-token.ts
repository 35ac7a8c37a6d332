import { timingSafeEqual } from 'node:crypto';
import { tokenHash } from './token-hash.ts';
import type { Scope, TokenRecord } from './token-record.ts';

/**
 * The record of a token that someone presents. It is compared with every record to its last byte, so the time it takes
 * tells nothing about which it came close to.
 */
export function findToken(records: readonly TokenRecord[], presented: string): TokenRecord | undefined {
  const hash = Buffer.from(tokenHash(presented), 'base64url');
  let found: TokenRecord | undefined;
  for (const record of records) {
    const isSame = timingSafeEqual(Buffer.from(record.sha256, 'base64url'), hash);
    if (isSame) found = record;
  }
  return found;
}

/** Okta: a `manage` scope includes what `read` allows. */
export const mayManage = ({ scopes }: TokenRecord): boolean =>
  scopes.includes('okta.logStreams.manage' satisfies Scope);
