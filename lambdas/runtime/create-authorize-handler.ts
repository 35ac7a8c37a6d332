import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { type Access, accessPolicy } from '../tokens/access-policy.ts';
import { presentedToken } from '../tokens/authorization-header.ts';
import type { TokenRegistry } from '../tokens/token-registry.ts';
import { logFailure } from './log-failure.ts';

export interface AuthorizeDeps {
  readonly tokens: TokenRegistry;
}

/** API Gateway: exactly this message is a 401. Any other failure is a 500. */
const UNAUTHORIZED = 'Unauthorized';

/** The Lambda authorizer of the admin API: which token asks, and what its scopes allow. */
export const createAuthorizeHandler = ({ tokens }: AuthorizeDeps, logger: Logger) => {
  const failures = logFailure(logger);
  return middy<APIGatewayRequestAuthorizerEvent, Access>()
    .use(injectLambdaContext(logger))
    .use({
      onError(request) {
        // A refusal is an answer here, though it is thrown.
        return request.error?.message === UNAUTHORIZED ? undefined : failures.onError?.(request);
      },
    })
    .handler(async ({ headers, methodArn }) => {
      const presented = presentedToken(headers);
      const record = presented === undefined ? undefined : await tokens.find(presented);
      if (!record) {
        logger.info('refused', { presented: presented === undefined ? 'no API token' : 'an unknown API token' });
        throw new Error(UNAUTHORIZED);
      }
      logger.info('authorized', { tokenId: record.id });
      return accessPolicy(record, methodArn);
    });
};
