import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startAwsJsonServer } from '../../../local/emulators/aws-json-server.ts';
import { secretsManager } from '../../../local/emulators/secrets-manager.ts';

const now = () => new Date('2026-03-01T12:00:00Z');

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start() {
  const service = secretsManager({ now, region: 'eu-west-1' });
  const server = await startAwsJsonServer({ services: [service] });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' };
  const client = new SecretsManagerClient({ endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
  cleanUp.push(
    () => server.stop(),
    () => client.destroy(),
  );

  return {
    service,
    get: (id: string, version: { VersionId?: string; VersionStage?: string } = {}) =>
      client.send(new GetSecretValueCommand({ SecretId: id, ...version })),
    create: (name: string, value: string, token?: string) =>
      client.send(new CreateSecretCommand({ Name: name, SecretString: value, ClientRequestToken: token })),
    put: (id: string, value: string) => client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value })),
    remove: (id: string, options: { ForceDeleteWithoutRecovery?: boolean; RecoveryWindowInDays?: number } = {}) =>
      client.send(new DeleteSecretCommand({ SecretId: id, ...options })),
  };
}

const TOKEN = '11111111-2222-4333-8444-555555555555';

describe('a secret', () => {
  test('is read by name, by ARN, and by ARN without its last characters', async () => {
    const { service, get } = await start();
    const arn = service.addSecret('okta/api-token', 'value');

    for (const id of ['okta/api-token', arn, arn.slice(0, -7)]) {
      expect(await get(id)).toMatchObject({
        ARN: arn,
        Name: 'okta/api-token',
        SecretString: 'value',
        VersionStages: ['AWSCURRENT'],
        CreatedDate: now(),
      });
    }
    expect(arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:okta\/api-token-\w{6}$/);
  });

  test.each(['other', 'toString', 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:known-abcdef'])(
    'is not found as %s',
    async (id) => {
      const { service, get } = await start();
      service.addSecret('known', 'value');

      await expect(get(id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    },
  );

  test('keeps its ARN when it is added again with a new value', async () => {
    const { service, get } = await start();
    const arn = service.addSecret('name', 'old');

    expect(service.addSecret('name', 'new')).toBe(arn);
    expect((await get(arn)).SecretString).toBe('new');
  });

  test('is created and read back', async () => {
    const { create, get } = await start();

    const created = await create('splunk/0oa1', 'value');

    expect(await get('splunk/0oa1')).toMatchObject({
      ARN: created.ARN,
      VersionId: created.VersionId,
      SecretString: 'value',
    });
  });

  test('is created once, and the same request again succeeds', async () => {
    const { create } = await start();
    const created = await create('name', 'value', TOKEN);

    expect(await create('name', 'value', TOKEN)).toMatchObject({ ARN: created.ARN, VersionId: TOKEN });
    await expect(create('name', 'other', TOKEN)).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(create('name', 'value')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test.each([
    ['with a name that is not allowed', 'a b', 'value', 'ValidationException'],
    ['with more than 65,536 bytes', 'name', 'é'.repeat(32_769), 'InvalidParameterException'],
  ])('is not created %s', async (_what, name, value, error) => {
    const { create } = await start();

    await expect(create(name, value)).rejects.toMatchObject({ name: error });
  });

  test('has its new value after PutSecretValue, and the old version is gone', async () => {
    const { service, get, put } = await start();
    service.addSecret('name', 'old');
    const { VersionId: oldVersion = '' } = await get('name');

    const { VersionId: newVersion = '' } = await put('name', 'new');

    expect((await get('name', { VersionId: newVersion, VersionStage: 'AWSCURRENT' })).SecretString).toBe('new');
    await expect(get('name', { VersionId: oldVersion })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('has no other stage than the current one', async () => {
    const { service, get } = await start();
    service.addSecret('name', 'value');

    await expect(get('name', { VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('must exist for PutSecretValue', async () => {
    const { put } = await start();

    await expect(put('name', 'value')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a deleted secret', () => {
  test('cannot be read, written or created again while it waits for its recovery window', async () => {
    const { service, get, put, create, remove } = await start();
    service.addSecret('name', 'value');

    const { DeletionDate } = await remove('name', { RecoveryWindowInDays: 7 });

    expect(DeletionDate).toEqual(new Date('2026-03-08T12:00:00Z'));
    const attempts = [() => get('name'), () => put('name', 'new'), () => create('name', 'new'), () => remove('name')];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    }
  });

  test('can be deleted at once after that, and created again as another secret', async () => {
    const { service, create, remove } = await start();
    const arn = service.addSecret('name', 'value');
    await remove('name');

    await remove('name', { ForceDeleteWithoutRecovery: true });

    expect((await create('name', 'new')).ARN).not.toBe(arn);
  });

  test('need not exist when it is deleted at once', async () => {
    const { remove } = await start();

    expect(await remove('name', { ForceDeleteWithoutRecovery: true })).toMatchObject({ Name: 'name' });
    await expect(remove('name')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('has a recovery window of 7 to 30 days', async () => {
    const { service, remove } = await start();
    service.addSecret('name', 'value');

    await expect(remove('name', { RecoveryWindowInDays: 6 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'RecoveryWindowInDays must be 7 to 30; got 6',
    });
  });
});

test('no refusal shows a value', async () => {
  const { create, put, remove } = await start();
  const value = 'hunter2-'.repeat(9_000);
  const refusals = await Promise.allSettled([
    create('a b', value),
    create('name', value),
    put('name', value),
    remove('x'),
  ]);

  expect(refusals.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  expect(JSON.stringify(refusals) + refusals.map((one) => String(Object(one)['reason'])).join()).not.toContain(
    'hunter2',
  );
});
