import { cachedSecrets } from '../aws/secrets.ts';
import { sqsEventQueue } from '../aws/sqs-event-queue.ts';
import { orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import { undeliverableBucket } from '../aws/undeliverable-bucket.ts';
import type { DeliverDeps } from '../core/deliver.ts';
import type { Journal } from '../core/journal.ts';
import type { PollDeps } from '../core/poll.ts';
import { oktaAuthorization } from '../okta/authorization.ts';
import { systemLogClient } from '../okta/system-log-client.ts';
import { eventBridgeTarget } from '../targets/eventbridge.ts';
import { splunkHecTarget } from '../targets/splunk-hec.ts';
import { targetFor } from '../targets/target-for.ts';
import type { World } from './aws-world.ts';
import type { DeadLetterConfig, DeliverConfig, PollConfig } from './config.ts';
import type { RecoverDeps } from './create-dead-letter-handler.ts';

export function wirePoll(config: PollConfig, world: World, journal: Journal): PollDeps {
  const { now, fetch, timeout } = world;
  const { orgUrl } = config;
  const secrets = cachedSecrets(world.secretsManager(), now);
  const secretId = config.credentialsSecretId;
  const authorization = oktaAuthorization({ orgUrl, secrets, secretId, fetch, now, timeout });
  const { rateLimitShare } = config;
  return {
    systemLog: systemLogClient({ orgUrl, authorization, fetch, now, timeout, rateLimitShare }),
    streams: streamTable(world.dynamo(), config.streamTable, orgPk(orgUrl)),
    queue: sqsEventQueue(world.sqs(), config.eventQueueUrl),
    undeliverable: undeliverableBucket(world.s3, config.undeliverableBucket, now),
    journal,
    now,
    backlogLimitEvents: config.backlogLimitEvents,
  };
}

export function wireDeliver(config: DeliverConfig, world: World, journal: Journal): DeliverDeps {
  const { now, fetch, timeout } = world;
  const { orgUrl, splunkHecEndpoint: endpoint } = config;
  const secrets = cachedSecrets(world.secretsManager(), now);
  const tokenSecretId = (streamId: string) => `${config.splunkTokenSecretPrefix}/${streamId}`;
  return {
    streams: streamTable(world.dynamo(), config.streamTable, orgPk(orgUrl)),
    target: targetFor({
      aws_eventbridge: eventBridgeTarget({ client: world.eventBridge, orgUrl, now }),
      splunk_cloud_logstreaming: splunkHecTarget({ fetch, secrets, tokenSecretId, orgUrl, endpoint }),
    }),
    undeliverable: undeliverableBucket(world.s3, config.undeliverableBucket, now),
    journal,
    now,
    timeout,
    attemptTimeoutMs: config.attemptTimeoutMs,
    maxReceiveCount: config.maxReceiveCount,
  };
}

export const wireDeadLetter = (config: DeadLetterConfig, world: World, journal: Journal): RecoverDeps => ({
  streams: streamTable(world.dynamo(), config.streamTable, orgPk(config.orgUrl)),
  journal,
  now: world.now,
});
