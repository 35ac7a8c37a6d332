import {
  DescribeEventBusCommand,
  EventBridgeClient,
  type PutEventsCommand,
  type PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { eventBridgeTarget } from '../../lambdas/targets/eventbridge.ts';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { eventBridge, type EventBridgeBehaviour } from '../../local/emulators/eventbridge.ts';
import { type HecBehaviour, startSplunkHec } from '../../local/emulators/splunk-hec.ts';
import { aborted } from '../simulation/answers.ts';
import type { Fault } from '../simulation/faults.ts';
import { hecResponse, putEventsResponse, type Taking } from '../simulation/simulated-targets.ts';
import { manualClock } from '../support/manual-clock.ts';
import { eventBridgeStream, ORG_URL, splunkStream } from '../support/target-streams.ts';
import { type BusUnderTest, describeBus, describeHec, HEC_TOKEN, type HecTokens } from './target.ts';

const SIMULATED = {
  healthy: undefined,
  refuses: 'target refuses',
  hangs: 'target hangs',
  'takes all and loses the answer': 'target mute',
  'throttles every other event': 'target takes some',
  'answers with a page': 'target garbled',
} as const satisfies Record<string, Fault | undefined>;

const EMULATED_HEC = {
  healthy: { kind: 'refuse-events', match: (text) => text.includes('"uuid":"malformed') },
  refuses: { kind: 'fail', status: 503, code: 9 },
  hangs: { kind: 'hang' },
  'takes all and loses the answer': { kind: 'accept-then-cut' },
  'answers with a page': { kind: 'html', status: 200 },
} as const satisfies Record<string, HecBehaviour>;

const EMULATED_BUS = {
  healthy: { kind: 'healthy' },
  refuses: { kind: 'fail' },
  hangs: { kind: 'hang' },
  'takes all and loses the answer': { kind: 'accept-then-cut' },
  'throttles every other event': { kind: 'throttle-entries', every: 2 },
} as const satisfies Record<string, EventBridgeBehaviour>;

/** A target that notes what it takes. */
function taking(): Taking & { readonly uuids: readonly string[] } {
  const uuids: string[] = [];
  return {
    uuids,
    take: (_address, taken) => void uuids.push(...taken),
    isMalformed: (uuid) => uuid.startsWith('malformed'),
  };
}

const hecTarget = (send: typeof fetch, { remembered, stored }: HecTokens, endpoint?: URL) => {
  const target = splunkHecTarget({
    fetch: send,
    secrets: { read: async (_id, { fresh = false } = {}) => (fresh ? stored : remembered) },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
    endpoint,
  });
  return (...[events, signal]: Parameters<BusUnderTest['attempt']>) => target.attempt(splunkStream(), events, signal);
};

/** One request at a time, for there is no order among requests side by side. */
const busTarget = (client: EventBridgeClient) => {
  const { settings } = eventBridgeStream();
  const target = eventBridgeTarget({
    client: () => client,
    orgUrl: ORG_URL,
    accountId: settings.accountId,
    now: manualClock().now,
    concurrency: 1,
  });
  return (...[events, signal]: Parameters<BusUnderTest['attempt']>) =>
    target.attempt(eventBridgeStream(), events, signal);
};

describeHec('the emulated HEC', async (tokens) => {
  const taken: string[] = [];
  let listener = (): void => undefined;
  const hec = await startSplunkHec({ onAccept: (_token, { id }) => taken.push(id), onRequest: () => listener() });
  hec.addToken(HEC_TOKEN);
  hec.behave(EMULATED_HEC.healthy);
  return {
    attempt: hecTarget(fetch, tokens, new URL(hec.url)),
    taken: () => taken,
    behave: (behaviour) => hec.behave(EMULATED_HEC[behaviour]),
    onRequest: (heard) => void (listener = heard),
    stop: () => hec.stop(),
  };
});

describeHec('the simulated HEC', async (tokens) => {
  const took = taking();
  let listener = (): void => undefined;
  let fault: Fault | undefined;
  const respond: typeof fetch = async (url, init = {}) => {
    const { hostname: host } = new URL(url instanceof Request ? url.url : url);
    const isAuthorized = new Headers(init.headers).get('authorization') === `Splunk ${HEC_TOKEN}`;
    const response = hecResponse(took, { host, body: init.body as Uint8Array, isAuthorized }, fault);
    listener();
    return response === 'no answer' ? aborted(init.signal as AbortSignal) : response;
  };
  return {
    attempt: hecTarget(respond, tokens),
    taken: () => took.uuids,
    behave: (behaviour) => void (fault = SIMULATED[behaviour]),
    onRequest: (heard) => void (listener = heard),
    stop: async () => undefined,
  };
});

describeBus('the emulated bus', async () => {
  const taken: string[] = [];
  let listener = (): void => undefined;
  const { settings } = eventBridgeStream();
  const { accountId, eventSourceName, region } = settings;
  const service = eventBridge({ accountId, onAccept: (_bus, { id }) => taken.push(id) });
  service.addBus(eventSourceName);
  const heard = {
    ...service,
    operations: {
      ...service.operations,
      PutEvents: (call: Parameters<NonNullable<(typeof service.operations)['PutEvents']>>[0]) => {
        const reply = service.operations['PutEvents']?.(call) ?? { kind: 'hang' };
        listener();
        return reply;
      },
    },
  };
  const server = await startAwsJsonServer({ services: [heard] });
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' };
  const client = new EventBridgeClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
  return {
    attempt: busTarget(client),
    taken: () => taken,
    behave: (behaviour) => service.behave(EMULATED_BUS[behaviour]),
    onRequest: (hears) => void (listener = hears),
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
});

describeBus('the simulated bus', async () => {
  const took = taking();
  let listener = (): void => undefined;
  let fault: Fault | undefined;
  const client = {
    async send(command: PutEventsCommand | DescribeEventBusCommand, { abortSignal }: { abortSignal: AbortSignal }) {
      if (command instanceof DescribeEventBusCommand) return {};
      const response = putEventsResponse(took, command.input.Entries ?? [], fault);
      listener();
      return response === 'no answer' ? aborted(abortSignal) : (response as PutEventsCommandOutput);
    },
  };
  return {
    attempt: busTarget(client as never as EventBridgeClient),
    taken: () => took.uuids,
    behave: (behaviour) => void (fault = SIMULATED[behaviour]),
    onRequest: (heard) => void (listener = heard),
    stop: async () => undefined,
  };
});
