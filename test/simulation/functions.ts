import { DescribeEventBusCommand, type EventBridgeClient, type PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { lifecycleLog } from '../../lambdas/aws/lifecycle-log.ts';
import { cachedSecrets } from '../../lambdas/aws/secrets.ts';
import { splunkTokenStore } from '../../lambdas/aws/splunk-token-store.ts';
import { sqsEventQueue } from '../../lambdas/aws/sqs-event-queue.ts';
import { lifecyclePk } from '../../lambdas/aws/stream-item.ts';
import { streamTable } from '../../lambdas/aws/stream-table.ts';
import type { AdminDeps } from '../../lambdas/core/admin.ts';
import type { AnnounceDeps } from '../../lambdas/core/announce.ts';
import type { DeliverDeps } from '../../lambdas/core/deliver.ts';
import type { PollDeps } from '../../lambdas/core/poll.ts';
import type { EventQueue, Target } from '../../lambdas/core/ports.ts';
import type { Cursor } from '../../lambdas/core/position.ts';
import { firstCursor } from '../../lambdas/okta/first-cursor.ts';
import { oktaAuthorization } from '../../lambdas/okta/authorization.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { eventBridgeTarget } from '../../lambdas/targets/eventbridge.ts';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { targetFor } from '../../lambdas/targets/target-for.ts';
import { aborted } from './answers.ts';
import { DEPLOYMENT } from './deployment.ts';
import type { CallOptions, Invocation } from './machine.ts';
import type { Outside } from './outside.ts';
import { hecResponse, putEventsResponse } from './simulated-targets.ts';
import type { Carry } from './simulated-table.ts';

/** An instance of a function: what it has read and counted stays with it from one invocation to the next. */
export interface Container<Deps> {
  readonly deps: Deps;
  /** Whose calls it makes now. */
  current: Invocation;
}

const AWS_FAULTS = ['out of reach', 'answer lost', 'asked twice', 'throttled'] as const;
const ORG_FAULTS = ['out of reach', 'answer lost', 'org fails', 'org busy', 'org garbled'] as const;
const TARGET_FAULTS = [
  'out of reach',
  'target refuses',
  'target hangs',
  'target mute',
  'target takes some',
  'target garbled',
] as const;

const ACCOUNT_ID = '123456789012';
const IDLE: Invocation = { name: 'nobody', startedMs: 0, isDead: true, calls: 0 };

type Of = () => Invocation;

/** Calls to AWS, the SDK's own repetitions among what befalls them. */
const carryTo =
  (outside: Outside, of: Of, service: string): Carry =>
  (operation, effect) => {
    const invocation = of();
    const options: CallOptions = {
      faults: AWS_FAULTS,
      refusal: (fault) => (fault === 'throttled' ? new Error(`${service} is throttled`) : undefined),
      outOfReach: () => new Error(`${service} is out of reach`),
    };
    const happen = () => {
      if (outside.isBroken(service)) throw new Error(`${service} is down`);
      outside.observer.writing(invocation);
      const value = effect();
      outside.heard(invocation, operation, value);
      return value;
    };
    return outside.machine.call(invocation, `${service} ${operation}`, happen, options);
  };

function common(outside: Outside, of: Of) {
  const { machine, table, orgPk } = outside;
  const documents = table.client(carryTo(outside, of, 'table'));
  const secrets = outside.secrets.client(carryTo(outside, of, 'secrets'));
  return {
    documents,
    secretsClient: secrets,
    shared: {
      streams: streamTable(documents, 'streams', orgPk),
      undeliverable: outside.undeliverable(carryTo(outside, of, 'bucket')),
      journal: outside.journal,
      now: machine.now,
      uuid: outside.uuid,
      nudge: () => carryTo(outside, of, 'nudges')('SendMessage', outside.nudge),
    },
    secrets: cachedSecrets(secrets, machine.now),
    queue: smaller(outside, sqsEventQueue(outside.queue.client(carryTo(outside, of, 'queue')), 'events.fifo')),
  };
}

/** Messages of a few events, as if each were large; an event marked as huge fits none. */
function smaller({ plan, isHuge }: Outside, queue: EventQueue): EventQueue {
  return {
    ...queue,
    pack: (events) =>
      events.length > plan.messageLimit || events.some(({ id }) => isHuge(id)) ? undefined : queue.pack(events),
  };
}

/** Small pages: Okta's next links keep the limit of the first one. */
const smallPages =
  ({ orgUrl, plan }: Outside) =>
  (since: Date): Cursor =>
    firstCursor(orgUrl, since).replace(/limit=\d+/, `limit=${plan.pageLimit}`) as Cursor;

const fetchFrom = (fetch: (url: URL, init: RequestInit) => Promise<Response>): typeof globalThis.fetch =>
  ((url: URL, init: RequestInit) => fetch(url, init)) as typeof globalThis.fetch;

const headerOf = (init: RequestInit, name: string): string => new Headers(init.headers).get(name) ?? '';

export function pollContainer(outside: Outside): Container<PollDeps> {
  const { machine, org, orgUrl } = outside;
  const container = { current: IDLE };
  const of = () => container.current;
  const { shared, secrets, queue } = common(outside, of);
  const fetch = fetchFrom(async (url, init) => {
    const invocation = of();
    outside.asksOrg(invocation, container);
    const options = { faults: ORG_FAULTS, ...(init.signal && { signal: init.signal }) };
    const respond = (fault: Parameters<typeof org.respond>[2]) =>
      org.respond(url, headerOf(init, 'authorization'), fault);
    const response = await machine.call(invocation, 'org', respond, options);
    outside.heardFromOrg(container, response);
    return response;
  });
  const { now, timeout } = machine;
  const authorization = oktaAuthorization({ orgUrl, secrets, secretId: 'okta', fetch, now, timeout });
  const client = systemLogClient({ orgUrl, authorization, fetch, now, timeout, rateLimitShare: 0.5 });
  const systemLog = { ...client, start: smallPages(outside) };
  const { backlogLimitEvents } = outside.plan;
  return Object.assign(container, { deps: { ...shared, systemLog, queue, backlogLimitEvents } });
}

export function deliverContainer(outside: Outside): Container<DeliverDeps> {
  const { machine, orgUrl } = outside;
  const container = { current: IDLE };
  const of = () => container.current;
  const { shared, secrets } = common(outside, of);
  const targets = targetFor({
    aws_eventbridge: eventBridgeTarget({
      client: () => eventBridge(outside, of),
      orgUrl,
      accountId: ACCOUNT_ID,
      now: machine.now,
    }),
    splunk_cloud_logstreaming: splunkHecTarget({
      fetch: hecFetch(outside, of),
      secrets,
      tokenSecretId: (streamId) => `hec/${streamId}`,
      orgUrl,
    }),
  });
  const deps: DeliverDeps = {
    ...shared,
    target: watched(outside, of, targets),
    timeout: machine.timeout,
    attemptTimeoutMs: DEPLOYMENT.attemptTimeoutMs,
    maxReceiveCount: DEPLOYMENT.delivererReceives,
  };
  return Object.assign(container, { deps });
}

/** The observer hears of every attempt that begins and of how each ended. */
const watched = ({ observer }: Outside, of: Of, target: Target): Target => ({
  async attempt(stream, events, signal) {
    const invocation = of();
    observer.beginsAttempt(invocation, stream, events);
    const result = await target.attempt(stream, events, signal);
    observer.endsAttempt(invocation, stream, events, result.pending.length > 0);
    return result;
  },
});

const hecFetch = (outside: Outside, of: Of) =>
  fetchFrom(async (url, init) => {
    const { hostname: host } = url;
    const request = {
      host,
      body: init.body as Uint8Array,
      isAuthorized: outside.isHecToken(host, headerOf(init, 'authorization').slice('Splunk '.length)),
    };
    const signal = init.signal ?? new AbortController().signal;
    const response = await outside.machine.call(
      of(),
      'HEC',
      (fault) => hecResponse(outside.taking, request, fault ?? outside.outageAt(host)),
      { faults: TARGET_FAULTS, signal },
    );
    return response === 'no answer' ? aborted(signal) : response;
  });

const eventBridge = (outside: Outside, of: Of): EventBridgeClient =>
  ({
    async send(
      command: PutEventsCommand | DescribeEventBusCommand,
      { abortSignal: signal }: { abortSignal: AbortSignal },
    ) {
      if (command instanceof DescribeEventBusCommand)
        return outside.machine.call(of(), 'bus', () => ({}), { signal });
      const { Entries = [] } = command.input;
      const response = await outside.machine.call(
        of(),
        'bus PutEvents',
        (fault) =>
          putEventsResponse(outside.taking, Entries, fault ?? outside.outageAt(Entries[0]?.EventBusName ?? '')),
        {
          faults: TARGET_FAULTS,
          signal,
          outOfReach: () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
        },
      );
      return response === 'no answer' ? aborted(signal) : response;
    },
  }) as never as EventBridgeClient;

export function announceContainer(outside: Outside): Container<AnnounceDeps> {
  const container = { current: IDLE };
  const of = () => container.current;
  const { shared, documents, secretsClient, queue } = common(outside, of);
  const deps: AnnounceDeps = {
    ...shared,
    queue,
    log: lifecycleLog(documents, 'streams', lifecyclePk(outside.orgPk)),
    bus: { put: (event) => carryTo(outside, of, 'own bus')('PutEvents', () => outside.announcedOnBus(event.uuid)) },
    tokens: splunkTokenStore(secretsClient, 'hec'),
  };
  return Object.assign(container, { deps });
}

export function adminContainer(outside: Outside): Container<AdminDeps> {
  const container = { current: IDLE };
  const of = () => container.current;
  const { shared, secretsClient } = common(outside, of);
  const deps: AdminDeps = {
    ...shared,
    tokens: splunkTokenStore(secretsClient, 'hec'),
    busProblem: async () => undefined,
    eventBridgeAccounts: [ACCOUNT_ID],
    maxLogStreams: 5,
    start: smallPages(outside),
    newStreamId: outside.newStreamId,
  };
  return Object.assign(container, { deps });
}
