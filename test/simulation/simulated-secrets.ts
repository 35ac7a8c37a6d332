import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Carry } from './simulated-table.ts';

export interface SimulatedSecrets {
  client(carry: Carry): SecretsManagerClient;
  put(name: string, text: string): void;
  readonly all: ReadonlyMap<string, string>;
}

/** Secrets Manager: text by name. */
export function simulatedSecrets(): SimulatedSecrets {
  const all = new Map<string, string>();
  const store = (name = '', text = ''): object => {
    all.set(name, text);
    return {};
  };
  const perform = (command: unknown): object => {
    if (command instanceof GetSecretValueCommand) {
      const text = all.get(command.input.SecretId ?? '');
      if (text === undefined) throw notFound();
      return { SecretString: text };
    }
    if (command instanceof PutSecretValueCommand) {
      const { SecretId = '', SecretString } = command.input;
      if (!all.has(SecretId)) throw notFound();
      return store(SecretId, SecretString);
    }
    if (command instanceof CreateSecretCommand) {
      const { Name = '', SecretString } = command.input;
      if (all.has(Name)) throw new ResourceExistsException({ message: 'it exists', $metadata: {} });
      return store(Name, SecretString);
    }
    if (command instanceof DeleteSecretCommand) {
      const { SecretId = '', ForceDeleteWithoutRecovery: isForced = false } = command.input;
      // AWS: a forced deletion of a secret that does not exist succeeds.
      if (!all.delete(SecretId) && !isForced) throw notFound();
      return {};
    }
    throw new TypeError('this command is not simulated');
  };
  return {
    client: (carry) =>
      ({
        send: (command: object) => carry(command.constructor.name, () => perform(command)),
      }) as never as SecretsManagerClient,
    put: (name, text) => void all.set(name, text),
    all,
  };
}

const notFound = () => new ResourceNotFoundException({ message: 'there is no such secret', $metadata: {} });
