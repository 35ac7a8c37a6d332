import { Logger } from '@aws-lambda-powertools/logger';
import { parseEventHookConfig } from './runtime/config.ts';
import { createEventHookHandler } from './runtime/create-event-hook-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { journals, metricsJournal } from './runtime/metrics-journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireEventHook } from './runtime/wire-event-hook.ts';

const logger = new Logger({ serviceName: 'event-hook' });

const config = parseEventHookConfig(process.env);
const metrics = metricsJournal(config.orgUrl);

export const handler = createEventHookHandler(
  wireEventHook(config, processWorld),
  journals(logJournal(logger), metrics.journal),
  logger,
  metrics,
);
