import { Logger } from '@aws-lambda-powertools/logger';
import { parseEventHookConfig } from './runtime/config.ts';
import { createEventHookHandler } from './runtime/create-event-hook-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireEventHook } from './runtime/wire-event-hook.ts';

const logger = new Logger({ serviceName: 'event-hook' });

export const handler = createEventHookHandler(
  wireEventHook(parseEventHookConfig(process.env), processWorld),
  logJournal(logger),
  logger,
);
