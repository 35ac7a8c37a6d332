import { cachedSecrets } from '../aws/secrets.ts';
import { orgPk } from '../aws/stream-item.ts';
import { verifiedHookItem } from '../aws/verified-hook-item.ts';
import type { EventHookDeps } from '../hook/send-to-hook.ts';
import { dynamoDb, secretsManager } from './aws-clients.ts';
import type { EventHookConfig } from './config.ts';
import type { ProcessWorld } from './process-world.ts';

const CHALLENGE_BYTES = 32;

export const wireEventHook = (
  { orgUrl, streamTable, url, secretId }: EventHookConfig,
  { fetch, now, timeout, randomBytes }: ProcessWorld,
): EventHookDeps => ({
  hook: { fetch, timeout, url, secrets: cachedSecrets(secretsManager(), now), secretId },
  orgUrl,
  verified: verifiedHookItem(dynamoDb(), streamTable, orgPk(orgUrl)),
  challenge: () => Buffer.from(randomBytes(CHALLENGE_BYTES)).toString('base64url'),
  now,
});
