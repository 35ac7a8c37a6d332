import { Logger } from '@aws-lambda-powertools/logger';
import { awsWorld } from './runtime/aws-world.ts';
import { parsePollConfig } from './runtime/config.ts';
import { createPollHandler } from './runtime/create-poll-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { wirePoll } from './runtime/wire.ts';

const logger = new Logger({ serviceName: 'poll' });

export const handler = createPollHandler(
  wirePoll(parsePollConfig(process.env), awsWorld(), logJournal(logger)),
  logger,
);
