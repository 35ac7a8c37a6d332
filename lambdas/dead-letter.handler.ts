import { Logger } from '@aws-lambda-powertools/logger';
import { parseDeadLetterConfig } from './runtime/config.ts';
import { createDeadLetterHandler } from './runtime/create-dead-letter-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireDeadLetter } from './runtime/wire-dead-letter.ts';

const logger = new Logger({ serviceName: 'dead-letter' });

export const handler = createDeadLetterHandler(
  wireDeadLetter(parseDeadLetterConfig(process.env), processWorld, logJournal(logger)),
  logger,
);
