import { beforeEach, describe, expect, test } from '@jest/globals';
import type { VerifiedHook } from '../../lambdas/hook/verify-hook.ts';
import { START } from '../support/manual-clock.ts';

/** What every memory of verified hooks promises. `create` answers a new, empty one. */
export function describeVerifiedHook(name: string, create: () => Promise<VerifiedHook>): void {
  describe.each([{ name }])('$name', () => {
    let verified: VerifiedHook;
    beforeEach(async () => {
      verified = await create();
    });

    test('knows none at first', async () => {
      expect(await verified.load()).toBeUndefined();
    });

    test('knows the hook that was verified last', async () => {
      await verified.save('one', START);
      await verified.save('two', START);

      expect(await verified.load()).toBe('two');
    });
  });
}
