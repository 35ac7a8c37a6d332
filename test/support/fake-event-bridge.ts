import { EventBridgeClient, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';

/** One entry of PutEvents as it came over the wire: `Time` in epoch seconds. */
export interface WireEntry {
  readonly Time?: number;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** What happens to a request: an answer, or an error from the connection; undefined is the fake's own answer. */
export type Fate = HttpAnswer | Error | 'hang' | undefined;

export interface FakeEventBridge {
  /** A real client, as the target gets it, whose requests end here. */
  readonly client: (region: string) => EventBridgeClient;
  readonly regions: string[];
  /** PutEvents requests that arrived, in order. */
  readonly requests: WireEntry[][];
  /** `Detail` of each entry that was answered with success. */
  readonly accepted: string[];
  /** Names asked for by DescribeEventBus. */
  readonly described: string[];
  mostUnderWay(): number;
}

interface WireRequest {
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

interface Behaviour {
  /** What becomes of the nth PutEvents request, counted from 1. */
  readonly put?: (n: number) => Fate | Promise<Fate>;
  readonly describe?: () => Fate;
  /** Undefined accepts the entry. */
  readonly entry?: (entry: WireEntry) => PutEventsResultEntry | undefined;
  readonly credentials?: () => Promise<{ accessKeyId: string; secretAccessKey: string }>;
}

export const awsError = (name: string, message = 'no reason given', status = 400): HttpAnswer => ({
  status,
  body: JSON.stringify({ __type: name, message }),
});

/** EventBridge behind the SDK's own serialisation, signing and error parsing. */
export function fakeEventBridge(behaviour: Behaviour = {}): FakeEventBridge {
  const regions: string[] = [];
  const requests: WireEntry[][] = [];
  const accepted: string[] = [];
  const described: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;

  const judge = (entry: WireEntry): PutEventsResultEntry => {
    const refused = behaviour.entry?.(entry);
    if (refused) return refused;
    accepted.push(entry.Detail);
    return { EventId: `id-${accepted.length}` };
  };

  async function fateOf(operation: string, body: string): Promise<Exclude<Fate, undefined>> {
    if (operation === 'DescribeEventBus') {
      const { Name }: { Name: string } = JSON.parse(body);
      described.push(Name);
      return behaviour.describe?.() ?? { status: 200, body: JSON.stringify({ Name, Arn: Name }) };
    }
    const { Entries }: { Entries: WireEntry[] } = JSON.parse(body);
    requests.push(Entries);
    const fate = await behaviour.put?.(requests.length);
    if (fate !== undefined) return fate;
    const results = Entries.map(judge);
    const FailedEntryCount = results.filter(({ ErrorCode }) => ErrorCode).length;
    return { status: 200, body: JSON.stringify({ FailedEntryCount, Entries: results }) };
  }

  async function handle(request: WireRequest, abortSignal?: AbortSignal) {
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    try {
      const operation = request.headers['x-amz-target']?.split('.')[1] ?? '';
      const fate = await fateOf(operation, new TextDecoder().decode(request.body));
      if (fate === 'hang' || abortSignal?.aborted) return await aborted(abortSignal);
      if (fate instanceof Error) throw fate;
      const { status, body } = fate;
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return { response: { statusCode: status, headers, body: new TextEncoder().encode(body) } };
    } finally {
      underWay -= 1;
    }
  }

  const client = (region: string): EventBridgeClient => {
    regions.push(region);
    return new EventBridgeClient({
      region,
      maxAttempts: 1,
      credentials: behaviour.credentials ?? { accessKeyId: 'id', secretAccessKey: 'key' },
      requestHandler: {
        handle: (request: WireRequest, options: { abortSignal?: AbortSignal } = {}) =>
          handle(request, options.abortSignal),
        updateHttpClientConfig: () => undefined,
        httpHandlerConfigs: () => ({}),
      },
    });
  };
  return { client, regions, requests, accepted, described, mostUnderWay: () => mostUnderWay };
}

/** Rejects as the SDK's own handler does. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  const error = Object.assign(new Error('Request aborted'), { name: 'AbortError' });
  if (signal?.aborted) return Promise.reject(error);
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(error));
  });
}
