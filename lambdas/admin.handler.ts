import { Logger } from '@aws-lambda-powertools/logger';
import { parseAdminConfig } from './runtime/config.ts';
import { createAdminHandler } from './runtime/create-admin-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireAdmin } from './runtime/wire-admin.ts';

const logger = new Logger({ serviceName: 'admin' });

export const handler = createAdminHandler(
  wireAdmin(parseAdminConfig(process.env), processWorld, logJournal(logger)),
  logger,
);
