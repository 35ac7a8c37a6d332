import { Logger } from '@aws-lambda-powertools/logger';
import { parseDeadLetterConfig } from './runtime/config.ts';
import { createDeadLetterHandler } from './runtime/create-dead-letter-handler.ts';
import { logJournal } from './runtime/journal.ts';
import { journals, metricsJournal } from './runtime/metrics-journal.ts';
import { processWorld } from './runtime/process-world.ts';
import { wireDeadLetter } from './runtime/wire-dead-letter.ts';

const logger = new Logger({ serviceName: 'dead-letter' });

const config = parseDeadLetterConfig(process.env);
const metrics = metricsJournal(config.orgUrl);

export const handler = createDeadLetterHandler(
  wireDeadLetter(config, processWorld, journals(logJournal(logger), metrics.journal)),
  logger,
  metrics,
);
