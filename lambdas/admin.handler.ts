import { Logger } from '@aws-lambda-powertools/logger';
import { parseAdminConfig } from './runtime/config.ts';
import { createAdminHandler } from './runtime/create-admin-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { journals, metricsJournal } from './runtime/metrics-journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireAdmin } from './runtime/wire-admin.ts';

const logger = new Logger({ serviceName: 'admin' });

const config = parseAdminConfig(process.env);
const metrics = metricsJournal(config.orgUrl);

export const handler = createAdminHandler(
  wireAdmin(config, processWorld, journals(logJournal(logger), metrics.journal)),
  logger,
  metrics,
);
