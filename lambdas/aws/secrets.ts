import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { LogStreamingError } from '../core/errors.ts';
import type { Clock, Secrets } from '../core/ports.ts';

/** A rotated secret is noticed within this time even if the old one still works. */
const KEEP_MS = 5 * 60_000;

/**
 * Secrets Manager with a cache of five minutes. Fails with SECRET_INVALID when a secret does not exist or holds no
 * text.
 */
export function cachedSecrets(client: SecretsManagerClient, now: Clock): Secrets {
  const cache = new Map<string, { readonly value: string; readonly until: number }>();

  return {
    async read(id, { fresh = false } = {}) {
      const cached = cache.get(id);
      if (!fresh && cached && now().getTime() < cached.until) return cached.value;
      const value = await fetchSecret(client, id);
      cache.set(id, { value, until: now().getTime() + KEEP_MS });
      return value;
    },
  };
}

async function fetchSecret(client: SecretsManagerClient, id: string): Promise<string> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString) return SecretString;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new LogStreamingError('SECRET_INVALID', `secret "${id}" does not exist`);
  }
  throw new LogStreamingError('SECRET_INVALID', `secret "${id}" holds no text`);
}
