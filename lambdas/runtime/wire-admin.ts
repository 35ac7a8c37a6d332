import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { lifecycleLog } from '../aws/lifecycle-log.ts';
import { nudgeQueue } from '../aws/nudge-queue.ts';
import { requestCounter } from '../aws/request-counter.ts';
import { cachedSecrets } from '../aws/secrets.ts';
import { splunkTokenStore } from '../aws/splunk-token-store.ts';
import { lifecyclePk, orgPk } from '../aws/stream-item.ts';
import { streamTable } from '../aws/stream-table.ts';
import type { AdminDeps } from '../core/admin.ts';
import type { Journal } from '../core/journal.ts';
import { streamId } from '../core/stream-id.ts';
import { firstCursor } from '../okta/first-cursor.ts';
import { eventBusOf } from '../targets/event-bus.ts';
import { eventBusCheck } from '../targets/event-bus-check.ts';
import { dynamoDb, eventBridgeOf, secretsManager, sqs } from './aws-clients.ts';
import type { AdminConfig } from './config.ts';
import type { AdminHandlerDeps } from './create-admin-handler.ts';
import type { ProcessWorld } from './process-world.ts';
import { wireTargets } from './wire-targets.ts';

const STREAM_ID_BYTES = 17;

/** A control plane that does not answer in this time keeps nobody from creating a stream. */
const BUS_CHECK_MS = 5_000;

export function wireAdmin(config: AdminConfig, world: ProcessWorld, journal: Journal): AdminHandlerDeps {
  const { now, timeout, uuid, randomBytes } = world;
  const { orgUrl, streamTable: table } = config;
  const documents = dynamoDb();
  const secretsClient = secretsManager();
  const client = eventBridgeOf();
  const pk = orgPk(orgUrl);
  return {
    streams: streamTable(documents, table, pk),
    tokens: splunkTokenStore(secretsClient, config.splunkTokenSecretPrefix),
    busProblem: busProblem(config, world, client),
    eventBridgeAccounts: config.eventBridgeAccounts,
    maxLogStreams: config.maxLogStreams,
    nudge: nudgeQueue(sqs(), config.lifecycleQueueUrl),
    start: (since) => firstCursor(orgUrl, since),
    newStreamId: () => streamId(randomBytes(STREAM_ID_BYTES)),
    // Made anew at each verification: a token or a bus that was known some minutes ago says nothing of those of now.
    target: {
      attempt: (...args) =>
        wireTargets(config, world, { secrets: cachedSecrets(secretsClient, now), client }).attempt(...args),
    },
    attemptTimeoutMs: config.attemptTimeoutMs,
    lifecycleLog: lifecycleLog(documents, table, lifecyclePk(pk)),
    requests: requestCounter(documents, table, pk),
    requestsPerMinute: config.requestsPerMinute,
    journal,
    now,
    timeout,
    uuid,
  };
}

/** Asked anew at each creation: what was true some minutes ago does not help who has just made the bus. */
const busProblem =
  (
    { accountId }: AdminConfig,
    { now, timeout }: ProcessWorld,
    client: (region: string) => EventBridgeClient,
  ): AdminDeps['busProblem'] =>
  async (settings) => {
    const bus = eventBusOf(settings);
    const failure = await eventBusCheck(accountId, now)(client(bus.region), bus, timeout(BUS_CHECK_MS));
    return failure?.code === 'TARGET_CONFIGURATION' ? failure.message : undefined;
  };
