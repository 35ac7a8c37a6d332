import { Logger } from '@aws-lambda-powertools/logger';
import { parseDeliverConfig } from './runtime/config.ts';
import { createDeliverHandler } from './runtime/create-deliver-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { journals, metricsJournal } from './runtime/metrics-journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireDeliver } from './runtime/wire-deliver.ts';

const logger = new Logger({ serviceName: 'deliver' });

const config = parseDeliverConfig(process.env);
const metrics = metricsJournal(config.orgUrl);

export const handler = createDeliverHandler(
  wireDeliver(config, processWorld, journals(logJournal(logger), metrics.journal)),
  logger,
  metrics,
);
