import { Logger } from '@aws-lambda-powertools/logger';
import { parseLifecycleConfig } from './runtime/config.ts';
import { createLifecycleHandler } from './runtime/create-lifecycle-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { journals, metricsJournal } from './runtime/metrics-journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireLifecycle } from './runtime/wire-lifecycle.ts';

const logger = new Logger({ serviceName: 'lifecycle' });

const config = parseLifecycleConfig(process.env);
const metrics = metricsJournal(config.orgUrl);

export const handler = createLifecycleHandler(
  wireLifecycle(config, processWorld, journals(logJournal(logger), metrics.journal)),
  logger,
  metrics,
);
