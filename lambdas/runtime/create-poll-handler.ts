import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { poll, type PollDeps } from '../core/poll.ts';
import { deadlineOf } from './deadline.ts';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';

/** A request to Okta may take 35 s, and what it brought must still be queued before the function ends. */
const LAST_READ_BEFORE_END_MS = 45_000;

/** One invocation is one tick, however many tick messages had piled up. */
export const createPollHandler = (deps: PollDeps, logger: Logger, metrics: Publishing = NO_METRICS) =>
  middy<unknown, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler((_ticks, context) => poll(deps, deadlineOf(context, deps.now, LAST_READ_BEFORE_END_MS)));
