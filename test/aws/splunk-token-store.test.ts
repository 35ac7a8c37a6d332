import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, test } from '@jest/globals';
import { splunkTokenStore } from '../../lambdas/aws/splunk-token-store.ts';
import { cachedSecrets } from '../../lambdas/aws/secrets.ts';
import { AwsFault } from '../../local/emulators/aws-fault.ts';
import { type AwsOperation, startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { secretsManager } from '../../local/emulators/secrets-manager.ts';
import { manualClock } from '../support/manual-clock.ts';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

/** A store over Secrets Manager, in which a test may change what an operation does. */
async function start(
  change: (operations: Record<string, AwsOperation>) => Record<string, AwsOperation> = (same) => same,
) {
  const service = secretsManager();
  const changed = { ...service, operations: { ...service.operations, ...change({ ...service.operations }) } };
  const server = await startAwsJsonServer({ services: [changed] });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' };
  const client = new SecretsManagerClient({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  cleanUp.push(
    () => server.stop(),
    () => client.destroy(),
  );
  const secrets = cachedSecrets(client, manualClock().now);
  return {
    service,
    store: splunkTokenStore(client, 'splunk-tokens'),
    read: (id: string) => secrets.read(id, { fresh: true }),
  };
}

describe("a stream's token", () => {
  test('is a secret named after the stream', async () => {
    const { store, read } = await start();
    await store.put('0oa1', 'one');

    expect(await read('splunk-tokens/0oa1')).toBe('one');
  });

  test('is replaced by another', async () => {
    const { store, read } = await start();
    await store.put('0oa1', 'one');
    await store.put('0oa1', 'two');

    expect(await read('splunk-tokens/0oa1')).toBe('two');
  });

  test('is the later of two that are put when there was none', async () => {
    const { service, store, read } = await start(({ PutSecretValue: put, CreateSecret: create }) => {
      let isCreated = false;
      return {
        PutSecretValue: (call) => {
          if (!isCreated) throw new AwsFault('ResourceNotFoundException', 'not there yet');
          return put?.(call) ?? { kind: 'hang' };
        },
        CreateSecret: (call) => {
          service.addSecret('splunk-tokens/0oa1', 'of another request');
          isCreated = true;
          return create?.(call) ?? { kind: 'hang' };
        },
      };
    });
    await store.put('0oa1', 'ours');

    expect(await read('splunk-tokens/0oa1')).toBe('ours');
  });

  test('is gone at once when it is removed, and can be put again', async () => {
    const { store, read } = await start();
    await store.put('0oa1', 'one');
    await store.remove('0oa1');

    await expect(read('splunk-tokens/0oa1')).rejects.toMatchObject({ code: 'SECRET_INVALID' });

    await store.put('0oa1', 'two');

    expect(await read('splunk-tokens/0oa1')).toBe('two');
  });

  test('need not be there to be removed', async () => {
    const { store } = await start(() => ({
      DeleteSecret: () => {
        throw new AwsFault('ResourceNotFoundException', 'not there');
      },
    }));

    await expect(store.remove('0oa1')).resolves.toBeUndefined();
  });

  test.each([
    ['put', 'PutSecretValue'],
    ['created', 'CreateSecret'],
    ['removed', 'DeleteSecret'],
  ])('that cannot be %s is an error', async (_what, operation) => {
    const { store } = await start(() => ({
      [operation]: () => {
        throw new AwsFault('AccessDeniedException', 'not allowed');
      },
    }));

    const change = operation === 'DeleteSecret' ? store.remove('0oa1') : store.put('0oa1', 'one');

    await expect(change).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
