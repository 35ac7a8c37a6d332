import { Logger } from '@aws-lambda-powertools/logger';
import { parseDeliverConfig } from './runtime/config.ts';
import { createDeliverHandler } from './runtime/create-deliver-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireDeliver } from './runtime/wire-deliver.ts';

const logger = new Logger({ serviceName: 'deliver' });

export const handler = createDeliverHandler(
  wireDeliver(parseDeliverConfig(process.env), processWorld, logJournal(logger)),
  logger,
);
