import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import type { Journal } from '../core/journal.ts';
import { type EventHookDeps, sendToHook } from '../hook/send-to-hook.ts';
import { logFailure } from './log-failure.ts';

/** One event of the lifecycle bus at a time. `uuid` is the LogEvent's own. */
export const createEventHookHandler = (deps: EventHookDeps, journal: Journal, logger: Logger) =>
  middy<EventBridgeEvent<'SystemLog', { readonly uuid?: unknown }>, void>()
    .use(injectLambdaContext(logger))
    .use(logFailure(logger))
    .handler(async ({ id, detail }) => {
      const eventId = typeof detail.uuid === 'string' ? detail.uuid : id;
      const { requests } = await sendToHook(deps, { id: eventId, logEvent: detail });
      journal({ what: 'event hook called', eventId, requests });
    });
