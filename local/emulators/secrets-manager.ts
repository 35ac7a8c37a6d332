import { randomBytes, randomUUID } from 'node:crypto';
import { AwsFault } from './aws-fault.ts';
import { answer, type AwsCall, type AwsJsonService, type AwsReply } from './aws-json-server.ts';

export interface SecretsManagerOptions {
  readonly now?: () => Date;
  readonly accountId?: string;
  /** Where `addSecret` puts secrets; CreateSecret puts them where it was called. */
  readonly region?: string;
}

type StoreListener = (name: string, value: string) => void;

export interface SecretsManager extends AwsJsonService {
  /** Creates the secret, or gives it a new value; returns its ARN. */
  addSecret(name: string, value: string): string;
  /** The ARN of the secret of this name, ARN, or ARN without its suffix; undefined where there is none. */
  arnOf(id: string): string | undefined;
  /** Calls the listener with each value that a client stores from now on. */
  onStore(listener: StoreListener): void;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly versionId: string;
  readonly createdAt: Date;
  /** Set when deletion is scheduled: the secret is there and cannot be read. */
  readonly deletedAt?: Date;
}

/** AWS: "Quotas and limits", secret value. */
const MAX_VALUE_BYTES = 65_536;
const VALID_NAME = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;

/** AWS Secrets Manager with current versions only. Values appear in GetSecretValue's answer and nowhere else. */
export function secretsManager({
  now = () => new Date(),
  accountId = '000000000000',
  region: homeRegion = 'us-east-1',
}: SecretsManagerOptions = {}): SecretsManager {
  const secrets = new Map<string, Secret>();
  const listeners: StoreListener[] = [];

  const newSecret = (name: string, region: string, value: string, versionId: string = randomUUID()): Secret => {
    // AWS: an ARN ends in a hyphen and six random characters, so that a name used again is another secret.
    const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${randomBytes(3).toString('hex')}`;
    return { arn, name, value, versionId, createdAt: now() };
  };

  /** By name, ARN, or ARN without its last seven characters. */
  const findBy = (id: string): Secret | undefined =>
    secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id);

  const find = (input: AwsCall['input']): Secret | undefined => findBy(requiredText(input, 'SecretId'));

  const findUsable = (input: AwsCall['input']): Secret => {
    const secret = find(input);
    if (!secret) throw notFound();
    if (!secret.deletedAt) return secret;
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  };

  function getSecretValue({ input }: AwsCall): AwsReply {
    const secret = findUsable(input);
    const { VersionId = secret.versionId, VersionStage = 'AWSCURRENT' } = input;
    if (VersionId !== secret.versionId || VersionStage !== 'AWSCURRENT') throw notFound();

    const CreatedDate = secret.createdAt.getTime() / 1000;
    return answer({ ...versionOf(secret), SecretString: secret.value, CreatedDate });
  }

  function createSecret({ input, region }: AwsCall): AwsReply {
    const name = requiredText(input, 'Name');
    if (!VALID_NAME.test(name)) {
      throw new AwsFault(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    }
    const value = secretString(input);
    const existing = secrets.get(name);
    if (existing?.deletedAt) {
      throw invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (existing && !isRepeated(existing, input, value)) {
      const message = `The operation failed because the secret ${name} already exists.`;
      throw new AwsFault('ResourceExistsException', message);
    }

    const secret = existing ?? newSecret(name, region, value, clientToken(input));
    secrets.set(name, secret);
    for (const listener of listeners) listener(name, value);
    return answer(versionOf(secret));
  }

  function putSecretValue({ input }: AwsCall): AwsReply {
    const value = secretString(input);
    const secret = findUsable(input);
    const next = { ...secret, value, versionId: clientToken(input) ?? randomUUID(), createdAt: now() };
    secrets.set(secret.name, next);
    for (const listener of listeners) listener(secret.name, value);
    return answer(versionOf(next));
  }

  function deleteSecret({ input }: AwsCall): AwsReply {
    const isForced = input['ForceDeleteWithoutRecovery'] === true;
    const secret = isForced ? find(input) : findUsable(input);
    const deletedAt = now();
    const DeletionDate = deletedAt.getTime() / 1000 + (isForced ? 0 : recoverySeconds(input));
    // AWS: a forced deletion of a secret that does not exist succeeds.
    if (!secret) return answer({ Name: input['SecretId'], DeletionDate });

    if (isForced) secrets.delete(secret.name);
    else secrets.set(secret.name, { ...secret, deletedAt });
    return answer({ ARN: secret.arn, Name: secret.name, DeletionDate });
  }

  return {
    targetPrefix: 'secretsmanager',
    operations: {
      GetSecretValue: getSecretValue,
      CreateSecret: createSecret,
      PutSecretValue: putSecretValue,
      DeleteSecret: deleteSecret,
    },
    arnOf: (id) => findBy(id)?.arn,
    onStore: (listener) => void listeners.push(listener),
    addSecret(name, value) {
      const existing = secrets.get(name);
      const secret = { ...newSecret(name, homeRegion, value), ...(existing && { arn: existing.arn }) };
      secrets.set(name, secret);
      return secret.arn;
    },
  };
}

const versionOf = ({ arn, name, versionId }: Secret) => ({
  ARN: arn,
  Name: name,
  VersionId: versionId,
  VersionStages: ['AWSCURRENT'],
});

/** AWS: the same client request token and the same value again is the same request, retried. */
const isRepeated = (secret: Secret, input: AwsCall['input'], value: string): boolean =>
  secret.versionId === clientToken(input) && secret.value === value;

const clientToken = (input: AwsCall['input']): string | undefined =>
  typeof input['ClientRequestToken'] === 'string' ? input['ClientRequestToken'] : undefined;

function secretString(input: AwsCall['input']): string {
  if (input['SecretBinary'] !== undefined) throw invalidParameter('SecretBinary is not emulated; SecretString is');
  const value = requiredText(input, 'SecretString');
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_VALUE_BYTES) {
    throw invalidParameter(`SecretString must be at most ${MAX_VALUE_BYTES} bytes; got ${bytes}`);
  }
  return value;
}

function requiredText(input: AwsCall['input'], name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw invalidParameter(`${name} must be a non-empty string`);
  return value;
}

function recoverySeconds(input: AwsCall['input']): number {
  const days = input['RecoveryWindowInDays'] ?? 30;
  if (typeof days !== 'number' || days < 7 || days > 30) {
    throw invalidParameter(`RecoveryWindowInDays must be 7 to 30; got ${JSON.stringify(days)}`);
  }
  return days * 86_400;
}

const notFound = (): AwsFault =>
  new AwsFault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
const invalidParameter = (message: string): AwsFault => new AwsFault('InvalidParameterException', message);
const invalidRequest = (message: string): AwsFault => new AwsFault('InvalidRequestException', message);
