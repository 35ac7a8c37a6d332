import { Logger } from '@aws-lambda-powertools/logger';
import { parsePollConfig } from './runtime/config.ts';
import { createPollHandler } from './runtime/create-poll-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { journals, metricsJournal } from './runtime/metrics-journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wirePoll } from './runtime/wire-poll.ts';

const logger = new Logger({ serviceName: 'poll' });

const config = parsePollConfig(process.env);
const metrics = metricsJournal(config.orgUrl);

export const handler = createPollHandler(
  wirePoll(config, processWorld, journals(logJournal(logger), metrics.journal)),
  logger,
  metrics,
);
