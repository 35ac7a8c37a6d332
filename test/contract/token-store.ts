import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DeleteSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedSecrets } from '../../lambdas/aws/secrets.ts';
import { splunkTokenStore } from '../../lambdas/aws/splunk-token-store.ts';
import { manualClock, MINUTE } from '../support/manual-clock.ts';

export interface SecretsUnderTest {
  readonly client: SecretsManagerClient;
  /** Writes a secret as someone else would. */
  put(name: string, text: string): void;
  stop(): Promise<void>;
}

/** What a store of secrets promises to those who keep tokens in it and read them. `create` answers an empty one. */
export function describeTokenStore(name: string, create: () => Promise<SecretsUnderTest>): void {
  describe.each([{ name }])('$name', () => {
    let under: SecretsUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.stop());
    const store = () => splunkTokenStore(under.client, 'hec');
    const read = (id: string) => cachedSecrets(under.client, manualClock().now).read(id);

    test('keeps the token of a stream under its id', async () => {
      await store().put('A', 'one');
      await store().put('B', 'two');

      expect(await Promise.all([read('hec/A'), read('hec/B')])).toEqual(['one', 'two']);
    });

    test('has no token that nobody put', async () => {
      await store().put('A', 'one');

      await expect(read('hec/B')).rejects.toMatchObject({ code: 'SECRET_INVALID' });
    });

    test('keeps the token that was put last', async () => {
      await store().put('A', 'one');
      await store().put('A', 'two');
      await store().put('A', 'two');

      expect(await read('hec/A')).toBe('two');
    });

    test('keeps the token of one of those who put one at once', async () => {
      await Promise.all(['one', 'two', 'three'].map((token) => store().put('A', token)));

      expect(['one', 'two', 'three']).toContain(await read('hec/A'));
    });

    test('has a token no more that was removed, until it is put again', async () => {
      await store().put('A', 'one');
      await store().remove('A');
      await expect(read('hec/A')).rejects.toMatchObject({ code: 'SECRET_INVALID' });
      await store().put('A', 'two');

      expect(await read('hec/A')).toBe('two');
    });

    test('removes the token of one stream alone, also twice, also one that is not there', async () => {
      await store().put('A', 'one');
      await store().put('B', 'two');
      await store().remove('A');
      await store().remove('A');
      await store().remove('C');

      expect(await read('hec/B')).toBe('two');
    });

    test('lets a secret that is not there be deleted by force only', async () => {
      const remove = (ForceDeleteWithoutRecovery: boolean) =>
        under.client.send(new DeleteSecretCommand({ SecretId: 'hec/A', ForceDeleteWithoutRecovery }));

      await expect(remove(true)).resolves.toBeDefined();
      await expect(remove(false)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    test('gives what someone else wrote to those who ask for it fresh, or after a while', async () => {
      const clock = manualClock();
      const secrets = cachedSecrets(under.client, clock.now);
      under.put('okta', 'one');
      const before = await secrets.read('okta');
      under.put('okta', 'two');
      const cached = await secrets.read('okta');
      clock.pass(6 * MINUTE);
      const later = await secrets.read('okta');
      under.put('okta', 'three');

      expect([before, cached, later, await secrets.read('okta', { fresh: true })]).toEqual([
        'one',
        'one',
        'two',
        'three',
      ]);
    });
  });
}
