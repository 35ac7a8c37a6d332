import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { announceAll, type AnnounceDeps } from '../core/announce.ts';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';

/** One invocation announces all there is, however many nudges it was given. */
export const createLifecycleHandler = (deps: AnnounceDeps, logger: Logger, metrics: Publishing = NO_METRICS) =>
  middy<unknown, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler(() => announceAll(deps));
