import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { findToken } from '../../lambdas/tokens/find-token.ts';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { START } from '../support/manual-clock.ts';

const minted = (seed: number) =>
  mintToken({
    name: `token ${seed}`,
    scopes: ['okta.logStreams.read'],
    now: START,
    random: (count) => new Uint8Array(count).fill(seed),
  });

/** Where a secret that somebody presents is held against one that is kept. */
const COMPARERS = [
  'lambdas/tokens/find-token.ts',
  'console/server/guard.ts',
  'local/api-gateway/verify-signature.ts',
];

describe('how long it takes to refuse a secret', () => {
  test('is as long as to accept one: every record is looked at, whichever is the one', () => {
    const tokens = [minted(1), minted(2), minted(3)];

    for (const { token } of tokens) {
      const looked: string[] = [];
      const records = tokens.map(({ record }) => ({
        ...record,
        get sha256() {
          looked.push(record.name);
          return record.sha256;
        },
      }));

      expect(findToken(records, token)?.name).toBeDefined();
      expect(looked).toEqual(['token 1', 'token 2', 'token 3']);
    }
  });

  test.each(COMPARERS)('does not depend on how much of it is right: %s', (path) => {
    const source = readFileSync(path, 'utf8');

    expect(source).toMatch(/import \{[^}]*\btimingSafeEqual\b[^}]*\} from 'node:crypto'/);
    expect(source).toMatch(/\btimingSafeEqual\(/);
    expect(source).not.toMatch(/(sha256|signature|digest\(\w+\)|\bkey)\)? [!=]==? /i);
  });
});
