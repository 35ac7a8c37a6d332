import { orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import type { Journal } from '../core/journal.ts';
import { dynamoDb } from './aws-clients.ts';
import type { DeadLetterConfig } from './config.ts';
import type { RecoverDeps } from './recover-dead-letters.ts';
import type { ProcessWorld } from './process-world.ts';

export const wireDeadLetter = (config: DeadLetterConfig, { now }: ProcessWorld, journal: Journal): RecoverDeps => ({
  streams: streamTable(dynamoDb(), config.streamTable, orgPk(config.orgUrl)),
  journal,
  now,
});
