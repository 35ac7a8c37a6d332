import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import { codeOf, describeError } from '../core/errors.ts';
import type { Journal } from '../core/journal.ts';
import { type EventHookDeps, sendToHook } from '../hook/send-to-hook.ts';
import { logFailure } from './log-failure.ts';
import { NO_METRICS, publishMetrics, type Publishing } from './metrics-journal.ts';

/**
 * One event of the lifecycle bus at a time. `uuid` is the LogEvent's own. A hook that does not take it is done with, as
 * with Okta's; whatever else fails, a verification too, fails the invocation, which Lambda then repeats.
 */
export const createEventHookHandler = (
  deps: EventHookDeps,
  journal: Journal,
  logger: Logger,
  metrics: Publishing = NO_METRICS,
) =>
  middy<EventBridgeEvent<'SystemLog', { readonly uuid?: unknown }>, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .use(publishMetrics(metrics))
    .handler(async ({ id, detail }) => {
      const eventId = typeof detail.uuid === 'string' ? detail.uuid : id;
      try {
        const { requests } = await sendToHook(deps, { id: eventId, logEvent: detail });
        journal({ what: 'event hook called', eventId, requests });
      } catch (error) {
        if (codeOf(error) !== 'EVENT_HOOK_FAILED') throw error;
        journal({ what: 'event hook failed', eventId, message: describeError(error) });
      }
    });
