import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { announceAll, type AnnounceDeps } from '../core/announce.ts';
import { logFailure } from './log-failure.ts';

/** One invocation announces all there is, however many nudges it was given. */
export const createLifecycleHandler = (deps: AnnounceDeps, logger: Logger) =>
  middy<unknown, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .handler(() => announceAll(deps));
