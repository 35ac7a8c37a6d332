import type { Logger } from '@aws-lambda-powertools/logger';
import { cachedSecrets } from '../aws/secrets.ts';
import { tokenRegistry } from '../tokens/token-registry.ts';
import { secretsManager } from './aws-clients.ts';
import type { AuthorizeConfig } from './config.ts';
import type { AuthorizeDeps } from './create-authorize-handler.ts';
import type { ProcessWorld } from './process-world.ts';

export const wireAuthorize = (
  { tokensSecretId }: AuthorizeConfig,
  { now }: Pick<ProcessWorld, 'now'>,
  logger: Logger,
): AuthorizeDeps => ({
  tokens: tokenRegistry({
    secrets: cachedSecrets(secretsManager(), now),
    secretId: tokensSecretId,
    now,
    onInvalid: (problem) => logger.error('no API tokens', { code: 'SECRET_INVALID', detail: problem }),
  }),
});
