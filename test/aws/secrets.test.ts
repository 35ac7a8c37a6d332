import { describe, expect, test } from '@jest/globals';
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedSecrets } from '../../lambdas/aws/secrets.ts';
import { MINUTE, manualClock } from '../support/manual-clock.ts';

/** Secrets Manager whose secrets a test may change. */
function secretsManager(secrets: Record<string, string | undefined>) {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  let reads = 0;
  const send = async ({ input }: { readonly input: { readonly SecretId: string } }) => {
    reads += 1;
    if (input.SecretId in secrets) return { SecretString: secrets[input.SecretId] };
    throw new ResourceNotFoundException({ message: 'no such secret', $metadata: {} });
  };
  return { client: Object.assign(client, { send }), reads: () => reads };
}

describe('a secret', () => {
  test('is read once in five minutes', async () => {
    const { client, reads } = secretsManager({ id: 'one' });
    const clock = manualClock();
    const secrets = cachedSecrets(client, clock.now);
    await secrets.read('id');
    clock.pass(5 * MINUTE - 1);

    expect(await secrets.read('id')).toBe('one');
    expect(reads()).toBe(1);
  });

  test('that was rotated is noticed after five minutes', async () => {
    const values = { id: 'one' };
    const clock = manualClock();
    const secrets = cachedSecrets(secretsManager(values).client, clock.now);
    await secrets.read('id');
    values.id = 'two';
    clock.pass(5 * MINUTE);

    expect(await secrets.read('id')).toBe('two');
  });

  test('that was rotated is noticed at once by a fresh read, and by all after it', async () => {
    const values = { id: 'one' };
    const secrets = cachedSecrets(secretsManager(values).client, manualClock().now);
    await secrets.read('id');
    values.id = 'two';

    expect([await secrets.read('id', { fresh: true }), await secrets.read('id')]).toEqual(['two', 'two']);
  });

  test('is told from another', async () => {
    const secrets = cachedSecrets(secretsManager({ a: 'one', b: 'two' }).client, manualClock().now);

    expect([await secrets.read('a'), await secrets.read('b')]).toEqual(['one', 'two']);
  });

  test.each([
    ['does not exist', {}, 'secret "id" does not exist'],
    ['is empty', { id: '' }, 'secret "id" holds no text'],
    ['is binary', { id: undefined }, 'secret "id" holds no text'],
  ])('that %s is named in the error', async (_what, values, message) => {
    const secrets = cachedSecrets(secretsManager(values).client, manualClock().now);

    await expect(secrets.read('id')).rejects.toMatchObject({ code: 'SECRET_INVALID', message });
  });

  test('that cannot be read for another reason fails with that reason', async () => {
    const { client } = secretsManager({});
    const denied = Object.assign(new Error('access denied'), { name: 'AccessDeniedException' });
    const secrets = cachedSecrets(Object.assign(client, { send: () => Promise.reject(denied) }), manualClock().now);

    await expect(secrets.read('id')).rejects.toBe(denied);
  });
});
