import { nudgeQueue } from '../aws/nudge-queue.ts';
import { cachedSecrets } from '../aws/secrets.ts';
import { sqsEventQueue } from '../aws/sqs-event-queue.ts';
import { orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import { undeliverableBucket } from '../aws/undeliverable-bucket.ts';
import type { Journal } from '../core/journal.ts';
import type { PollDeps } from '../core/poll.ts';
import { oktaAuthorization } from '../okta/authorization.ts';
import { systemLogClient } from '../okta/system-log-client.ts';
import { dynamoDb, s3, secretsManager, sqs } from './aws-clients.ts';
import type { PollConfig } from './config.ts';
import type { ProcessWorld } from './process-world.ts';

export function wirePoll(
  config: PollConfig,
  { fetch, now, timeout, uuid }: ProcessWorld,
  journal: Journal,
): PollDeps {
  const { orgUrl, rateLimitShare, credentialsSecretId: secretId } = config;
  const client = sqs();
  const secrets = cachedSecrets(secretsManager(), now);
  const authorization = oktaAuthorization({ orgUrl, secrets, secretId, fetch, now, timeout });
  return {
    systemLog: systemLogClient({ orgUrl, authorization, fetch, now, timeout, rateLimitShare }),
    streams: streamTable(dynamoDb(), config.streamTable, orgPk(orgUrl)),
    queue: sqsEventQueue(client, config.eventQueueUrl),
    nudge: nudgeQueue(client, config.lifecycleQueueUrl),
    undeliverable: undeliverableBucket(s3, config.undeliverableBucket, now),
    journal,
    now,
    uuid,
    backlogLimitEvents: config.backlogLimitEvents,
  };
}
