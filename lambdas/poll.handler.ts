import { Logger } from '@aws-lambda-powertools/logger';
import { parsePollConfig } from './runtime/config.ts';
import { createPollHandler } from './runtime/create-poll-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wirePoll } from './runtime/wire-poll.ts';

const logger = new Logger({ serviceName: 'poll' });

export const handler = createPollHandler(
  wirePoll(parsePollConfig(process.env), processWorld, logJournal(logger)),
  logger,
);
