import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSEvent } from 'aws-lambda';
import { generationIn } from '../aws/slice-message.ts';
import type { Journal } from '../core/journal.ts';
import type { Clock, StreamStore } from '../core/ports.ts';
import { recoverLostMessage } from '../core/recover-lost-message.ts';
import { logFailure } from './log-failure.ts';

export interface RecoverDeps {
  readonly streams: StreamStore;
  readonly journal: Journal;
  readonly now: Clock;
}

/** Rewinds the stream of every message that the deliverer never finished with. */
export const createDeadLetterHandler = (deps: RecoverDeps, logger: Logger) =>
  middy<SQSEvent, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .handler(async ({ Records }) => {
      for (const record of Records) {
        const streamId = record.attributes.MessageGroupId ?? '';
        const message = { id: record.messageId, streamId, generation: generationIn(record.body) };
        await recoverLostMessage(deps, message, 'arrived in the dead-letter queue');
      }
    });
