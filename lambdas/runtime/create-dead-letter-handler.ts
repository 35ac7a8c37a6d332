import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';
import { recoverDeadLetters, type RecoverDeps } from './recover-dead-letters.ts';

export const createDeadLetterHandler = (deps: RecoverDeps, logger: Logger, metrics: Publishing = NO_METRICS) =>
  middy<SQSEvent, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler(({ Records }) => recoverDeadLetters(deps, Records));
