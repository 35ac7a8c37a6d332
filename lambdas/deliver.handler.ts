import { Logger } from '@aws-lambda-powertools/logger';
import { awsWorld } from './runtime/aws-world.ts';
import { parseDeliverConfig } from './runtime/config.ts';
import { createDeliverHandler } from './runtime/create-deliver-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { wireDeliver } from './runtime/wire.ts';

const logger = new Logger({ serviceName: 'deliver' });

export const handler = createDeliverHandler(
  wireDeliver(parseDeliverConfig(process.env), awsWorld(), logJournal(logger)),
  logger,
);
