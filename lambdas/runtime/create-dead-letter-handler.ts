import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { headOf } from '../aws/slice-message.ts';
import type { Journal } from '../core/journal.ts';
import type { Clock, StreamStore } from '../core/ports.ts';
import { recoverLostMessage } from '../core/recover-lost-message.ts';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';

export interface RecoverDeps {
  readonly streams: StreamStore;
  readonly journal: Journal;
  readonly now: Clock;
}

/**
 * Rewinds the stream of every message that the deliverer never finished with. Nothing that is read again brings back a
 * lifecycle event, which the lifecycle log has kept: that one is only told.
 */
export const createDeadLetterHandler = (deps: RecoverDeps, logger: Logger, metrics: Publishing = NO_METRICS) =>
  middy<SQSEvent, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler(async ({ Records }) => {
      for (const record of Records) {
        const streamId = record.attributes.MessageGroupId ?? '';
        const { messageId } = record;
        const { generation, isLifecycle } = headOf(record.body);
        const message = { id: messageId, streamId, generation };
        if (!isLifecycle) await recoverLostMessage(deps, message, 'arrived in the dead-letter queue');
        // Not before: one that could not be dealt with comes again.
        deps.journal({ what: 'dead letter', streamId, messageId });
      }
    });
