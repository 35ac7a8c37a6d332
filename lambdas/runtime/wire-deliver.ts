import { cachedSecrets } from '../aws/secrets.ts';
import { orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import { undeliverableBucket } from '../aws/undeliverable-bucket.ts';
import type { DeliverDeps } from '../core/deliver.ts';
import type { Journal } from '../core/journal.ts';
import { dynamoDb, eventBridgeOf, s3, secretsManager } from './aws-clients.ts';
import type { DeliverConfig } from './config.ts';
import type { ProcessWorld } from './process-world.ts';
import { wireTargets } from './wire-targets.ts';

export function wireDeliver(config: DeliverConfig, world: ProcessWorld, journal: Journal): DeliverDeps {
  const { now, timeout, uuid } = world;
  const secrets = cachedSecrets(secretsManager(), now);
  return {
    streams: streamTable(dynamoDb(), config.streamTable, orgPk(config.orgUrl)),
    target: wireTargets(config, world, { secrets, client: eventBridgeOf() }),
    undeliverable: undeliverableBucket(s3, config.undeliverableBucket, now),
    journal,
    now,
    uuid,
    timeout,
    attemptTimeoutMs: config.attemptTimeoutMs,
    maxReceiveCount: config.maxReceiveCount,
  };
}
