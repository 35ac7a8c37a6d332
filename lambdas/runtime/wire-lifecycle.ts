import { lifecycleBus } from '../aws/lifecycle-bus.ts';
import { lifecycleLog } from '../aws/lifecycle-log.ts';
import { splunkTokenStore } from '../aws/splunk-token-store.ts';
import { sqsEventQueue } from '../aws/sqs-event-queue.ts';
import { lifecyclePk, orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import type { AnnounceDeps } from '../core/announce.ts';
import type { Journal } from '../core/journal.ts';
import { orgSubdomain } from '../targets/org-subdomain.ts';
import { dynamoDb, eventBridge, secretsManager, sqs } from './aws-clients.ts';
import type { LifecycleConfig } from './config.ts';
import type { ProcessWorld } from './process-world.ts';

export function wireLifecycle(config: LifecycleConfig, { now }: ProcessWorld, journal: Journal): AnnounceDeps {
  const documents = dynamoDb();
  const pk = orgPk(config.orgUrl);
  const source = `okta.com/${orgSubdomain(config.orgUrl)}/lifecycle`;
  return {
    streams: streamTable(documents, config.streamTable, pk),
    queue: sqsEventQueue(sqs(), config.eventQueueUrl),
    log: lifecycleLog(documents, config.streamTable, lifecyclePk(pk)),
    bus: lifecycleBus(eventBridge(), { busName: config.lifecycleBusName, source }),
    tokens: splunkTokenStore(secretsManager(), config.splunkTokenSecretPrefix),
    journal,
    now,
  };
}
