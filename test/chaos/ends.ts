import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { LIFECYCLE_PREFIX } from '../../lambdas/core/lifecycle-event.ts';
import type { AcceptedEvent } from '../../local/emulators/accepted-event.ts';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { eventBridge } from '../../local/emulators/eventbridge.ts';
import { type OktaOrg, startOktaOrg } from '../../local/emulators/okta-org.ts';
import { startSplunkHec } from '../../local/emulators/splunk-hec.ts';
import { ACCOUNT_ID, REGION } from '../../local/account.ts';
import { EDGES, type Edge } from './edge-faults.ts';
import type { UnheardExchange } from './explain.ts';
import { type FaultProxy, type FaultProxyOptions, HUNG_UP, startFaultProxy, type Unheard } from './fault-proxy.ts';
import { OVERSIZED } from './traffic.ts';
import { queueWatch, type SeenSlices } from './queue-watch.ts';
import type { Acceptance, PersistedEvent } from './reconcile.ts';

export type TargetName = 'splunk' | 'bus';

/** What outlives every kill: the org, the targets, the proxies, and what they have seen. */
export interface Ends {
  readonly org: Pick<OktaOrg, 'persist' | 'orderOf' | 'expireCursors'>;
  readonly persisted: readonly PersistedEvent[];
  readonly accepted: Readonly<Record<TargetName, readonly Acceptance[]>>;
  readonly unheard: Readonly<Record<TargetName, readonly UnheardExchange[]>>;
  slicesOf(streamId: string): SeenSlices;
  readonly proxies: Readonly<Record<Edge, FaultProxy>>;
  /** Until so many more answers had some, the bus refuses every third entry; a request of one or two may have none. */
  refuseEntries(answers: number): void;
  /** Answers of the bus in which some entries were refused. */
  readonly partialAnswers: number;
  readonly orgToken: string;
  readonly hecToken: string;
  /** Where the functions' event queue is, for the requests that name its proxy. */
  placeEventQueue(url: string): void;
  stop(): Promise<void>;
}

const BUS_ARN = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/okta-log-events`;

/** Okta's rate limit is a fault of its own here, not a matter of how long the run lasts. */
const REQUESTS_PER_MINUTE = 100_000;

const digestOf = (text: string): string => createHash('md5').update(text).digest('base64');

/** `onDelivery` hears of every request that brings events of the org to a target. */
export async function startEnds(onDelivery: (target: TargetName) => void): Promise<Ends> {
  const orgToken = randomBytes(21).toString('base64url');
  const hecToken = randomUUID();
  const persisted: PersistedEvent[] = [];
  const accepted = { splunk: [] as Acceptance[], bus: [] as Acceptance[] };
  const unheard = { splunk: [] as UnheardExchange[], bus: [] as UnheardExchange[] };
  let partialAnswers = 0;
  let partialAnswersDue = 0;
  let eventQueueUrl = '';

  const org = await startOktaOrg({ apiToken: orgToken, requestsPerMinute: REQUESTS_PER_MINUTE });
  const queue = queueWatch(org.orderOf, () => Date.now());
  const accept =
    (target: TargetName) =>
    ({ id, text }: AcceptedEvent): void => {
      const isOwn = text.includes(`"eventType":"${LIFECYCLE_PREFIX}`) && org.orderOf(id) === undefined;
      if (!isOwn) accepted[target].push({ uuid: id, atMs: Date.now(), digest: digestOf(text) });
    };
  const takeAtSplunk = accept('splunk');
  const takeAtBus = accept('bus');
  const hec = await startSplunkHec({ onAccept: (_token, event) => takeAtSplunk(event) });
  hec.addToken(hecToken);
  const service = eventBridge({
    accountId: ACCOUNT_ID,
    onAccept: ({ arn }, event) => arn === BUS_ARN && takeAtBus(event),
  });
  service.addBus(BUS_ARN);
  const bus = await startAwsJsonServer({ services: [service] });

  const isDelivery = (target: TargetName, body: Buffer): boolean => target === 'splunk' || body.includes(BUS_ARN);
  const toTarget = (target: TargetName): FaultProxyOptions => ({
    onRequest: (body) => isDelivery(target, body) && onDelivery(target),
    onUnheard: (exchange) => void unheard[target].push(unheardExchange(exchange, org)),
  });
  const proxies = {
    org: await startFaultProxy(),
    splunk: await startFaultProxy(toTarget('splunk')),
    bus: await startFaultProxy({
      ...toTarget('bus'),
      onAnswer(body) {
        const text = body.toString();
        if (!/"FailedEntryCount":[1-9]/.test(text) || !text.includes('ThrottlingException')) return;
        partialAnswers += 1;
        if (partialAnswers >= partialAnswersDue) service.behave({ kind: 'healthy' });
      },
    }),
    table: await startFaultProxy(),
    queue: await startFaultProxy({
      onRequest: (body) => queue.observe(body),
      rewriteRequest: (body) => withQueueUrl(body, eventQueueUrl),
    }),
  };
  proxies.org.connect(org.url);
  proxies.splunk.connect(hec.url);
  proxies.bus.connect(bus.url);

  return {
    org: {
      persist(texts) {
        const atMs = Date.now();
        for (const text of texts) {
          const { uuid } = JSON.parse(text) as { readonly uuid: string };
          persisted.push({ uuid, atMs, digest: digestOf(text), isOversized: text.includes(OVERSIZED) });
        }
        org.persist(texts);
      },
      orderOf: (uuid) => org.orderOf(uuid),
      expireCursors: () => org.expireCursors(),
    },
    persisted,
    accepted,
    unheard,
    slicesOf: queue.slicesOf,
    proxies,
    refuseEntries(answers) {
      partialAnswersDue = partialAnswers + answers;
      service.behave(answers > 0 ? { kind: 'throttle-entries', every: 3 } : { kind: 'healthy' });
    },
    get partialAnswers() {
      return partialAnswers;
    },
    orgToken,
    hecToken,
    placeEventQueue(url) {
      eventQueueUrl = url;
    },
    async stop() {
      await Promise.all([...EDGES.map((edge) => proxies[edge].stop()), hec.stop(), bus.stop(), org.stop()]);
    },
  };
}

/** Splunk gets JSON, mostly packed; an entry for a bus has it in a string, and so its quotes are escaped. */
function unheardExchange(
  { what, body, headers, fromMs, toMs }: Unheard,
  org: Pick<OktaOrg, 'orderOf'>,
): UnheardExchange {
  const text = textOf(body, headers);
  const found = [...text.matchAll(/\\?"uuid\\?":\\?"([^"\\]+)/g)].map(([, uuid = '']) => uuid);
  const uuids = new Set(found.filter((uuid) => org.orderOf(uuid) !== undefined));
  return { what, isCertain: what !== HUNG_UP, fromMs, toMs, uuids };
}

const textOf = (body: Buffer, headers: IncomingMessage['headers']): string =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();

function withQueueUrl(body: Buffer, url: string): Buffer {
  const input = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
  return Buffer.from(JSON.stringify({ ...input, QueueUrl: url }));
}
