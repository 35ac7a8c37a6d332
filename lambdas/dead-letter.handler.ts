import { Logger } from '@aws-lambda-powertools/logger';
import { awsWorld } from './runtime/aws-world.ts';
import { parseDeadLetterConfig } from './runtime/config.ts';
import { createDeadLetterHandler } from './runtime/create-dead-letter-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { wireDeadLetter } from './runtime/wire.ts';

const logger = new Logger({ serviceName: 'dead-letter' });

export const handler = createDeadLetterHandler(
  wireDeadLetter(parseDeadLetterConfig(process.env), awsWorld(), logJournal(logger)),
  logger,
);
