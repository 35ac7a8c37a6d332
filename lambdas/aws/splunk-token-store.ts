import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { TokenStore } from '../core/ports.ts';

/** The HEC token of each Splunk stream as the secret `<prefix>/<stream id>`. */
export function splunkTokenStore(client: SecretsManagerClient, prefix: string): TokenStore {
  const secretOf = (streamId: string): string => `${prefix}/${streamId}`;

  /** Whether there was a secret to replace. */
  async function replace(name: string, token: string): Promise<boolean> {
    try {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: token }));
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return false;
      throw error;
    }
  }

  async function create(name: string, token: string): Promise<void> {
    try {
      await client.send(new CreateSecretCommand({ Name: name, SecretString: token }));
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
      // Someone else created it meanwhile: it holds their token, and ours came after it.
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: token }));
    }
  }

  return {
    async put(streamId, token) {
      const name = secretOf(streamId);
      if (!(await replace(name, token))) await create(name, token);
    },
    async remove(streamId) {
      try {
        const now = { SecretId: secretOf(streamId), ForceDeleteWithoutRecovery: true };
        await client.send(new DeleteSecretCommand(now));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },
  };
}
