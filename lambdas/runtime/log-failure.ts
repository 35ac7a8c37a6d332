import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import { codeOf, describeError } from '../core/errors.ts';

/** Logs what a handler throws once, with its code, and lets it go on: Lambda must know that the invocation failed. */
export const logFailure = (logger: Logger): MiddlewareObj => ({
  onError({ error }) {
    logger.error('invocation failed', { code: codeOf(error), detail: describeError(error) });
  },
});
