import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { DeliverDeps } from '../core/deliver.ts';
import { deadlineOf } from './deadline.ts';
import { deliverBatch } from './deliver-batch.ts';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';

/** Writing the outcome of the last message and answering Lambda. */
const ANSWER_MS = 1_000;

export const createDeliverHandler = (deps: DeliverDeps, logger: Logger, metrics: Publishing = NO_METRICS) =>
  middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler(({ Records }, context) => deliverBatch(deps, Records, deadlineOf(context, deps.now, ANSWER_MS)));
