import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseTokens, type TokenRecord, tokensText } from '../lambdas/tokens/token-record.ts';
import { CommandFailure, EXIT } from './failure.ts';

/** The secret whose tokens the admin API takes. */
export interface TokenSecret {
  read(): Promise<readonly TokenRecord[]>;
  /** Writes what `change` makes of the tokens; tried again if another admin wrote at the same time and undid it. */
  change(change: (records: readonly TokenRecord[]) => readonly TokenRecord[]): Promise<void>;
}

const MAX_TRIES = 5;
const DESCRIPTION = 'SHA-256 hashes of the API tokens that the admin API of log streaming takes';

/**
 * Secrets Manager has no conditional write, so a change is read back: if it is not there, someone else's came from an
 * older reading, and ours is made again on top of it.
 */
export function tokenSecret(client: SecretsManagerClient, name: string): TokenSecret {
  async function load(): Promise<readonly TokenRecord[] | undefined> {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      return parseTokens(SecretString ?? '');
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  async function write(text: string, { isNew }: { readonly isNew: boolean }): Promise<void> {
    if (!isNew) {
      await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
      return;
    }
    try {
      await client.send(new CreateSecretCommand({ Name: name, SecretString: text, Description: DESCRIPTION }));
    } catch (error) {
      // Created by another admin meanwhile: what is read back will not have our change.
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  }

  return {
    read: async () => (await load()) ?? [],
    async change(change) {
      let found = await load();
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        await write(tokensText(change(found ?? [])), { isNew: found === undefined });
        found = await load();
        // Made twice it changes nothing, so it is there.
        if (found && tokensText(change(found)) === tokensText(found)) return;
      }
      throw new CommandFailure('CONFLICT', `secret "${name}" was written by others ${MAX_TRIES} times`, EXIT.failed);
    },
  };
}
