import { Logger } from '@aws-lambda-powertools/logger';
import { parseLifecycleConfig } from './runtime/config.ts';
import { createLifecycleHandler } from './runtime/create-lifecycle-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireLifecycle } from './runtime/wire-lifecycle.ts';

const logger = new Logger({ serviceName: 'lifecycle' });

export const handler = createLifecycleHandler(
  wireLifecycle(parseLifecycleConfig(process.env), processWorld, logJournal(logger)),
  logger,
);
