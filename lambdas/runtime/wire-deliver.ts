import { cachedSecrets } from '../aws/secrets.ts';
import { orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import { undeliverableBucket } from '../aws/undeliverable-bucket.ts';
import type { DeliverDeps } from '../core/deliver.ts';
import type { Journal } from '../core/journal.ts';
import { eventBridgeTarget } from '../targets/eventbridge.ts';
import { splunkHecTarget } from '../targets/splunk-hec.ts';
import { targetFor } from '../targets/target-for.ts';
import { dynamoDb, eventBridgeOf, s3, secretsManager } from './aws-clients.ts';
import type { DeliverConfig } from './config.ts';
import type { ProcessWorld } from './process-world.ts';

export function wireDeliver(
  config: DeliverConfig,
  { fetch, now, timeout }: ProcessWorld,
  journal: Journal,
): DeliverDeps {
  const { orgUrl, accountId, splunkHecEndpoint: endpoint } = config;
  const secrets = cachedSecrets(secretsManager(), now);
  const tokenSecretId = (streamId: string) => `${config.splunkTokenSecretPrefix}/${streamId}`;
  return {
    streams: streamTable(dynamoDb(), config.streamTable, orgPk(orgUrl)),
    target: targetFor({
      aws_eventbridge: eventBridgeTarget({ client: eventBridgeOf(), orgUrl, accountId, now }),
      splunk_cloud_logstreaming: splunkHecTarget({ fetch, secrets, tokenSecretId, orgUrl, endpoint }),
    }),
    undeliverable: undeliverableBucket(s3, config.undeliverableBucket, now),
    journal,
    now,
    timeout,
    attemptTimeoutMs: config.attemptTimeoutMs,
    maxReceiveCount: config.maxReceiveCount,
  };
}
