import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { lifecycleLog } from '../../lambdas/aws/lifecycle-log.ts';
import { requestCounter } from '../../lambdas/aws/request-counter.ts';
import { lifecyclePk } from '../../lambdas/aws/stream-item.ts';
import { streamTable } from '../../lambdas/aws/stream-table.ts';
import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { AdminHandlerDeps } from '../../lambdas/runtime/create-admin-handler.ts';
import { type AdminApi, adminApi, type AdminReply } from '../support/admin-api.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { faultsOf, hostileRequests } from '../support/hostile-requests.ts';
import { summaryOf } from '../support/lifecycle-events.ts';
import { OTHER_TOKEN, TOKEN } from '../support/stream-requests.ts';
import { watchedPorts } from '../support/watched-ports.ts';

const SEED = 20_260_301;

/** Whatever the minute allows, until there are as many streams as there may be. */
const FREELY = { requestsPerMinute: Number.MAX_SAFE_INTEGER, maxLogStreams: 50 };

type Ports = ReturnType<typeof watchedPorts>;

const watched =
  ({ watch }: Ports) =>
  (deps: AdminHandlerDeps): AdminHandlerDeps => ({
    ...deps,
    streams: watch(deps.streams),
    tokens: watch(deps.tokens, 'put'),
    lifecycleLog: watch(deps.lifecycleLog),
    requests: watch(deps.requests),
    target: watch(deps.target, 'attempt'),
    ...watch({ nudge: deps.nudge, busProblem: deps.busProblem }),
  });

const idsIn = ({ body: made }: AdminReply): string[] =>
  typeof made === 'object' && made !== null && 'id' in made ? [String(made.id)] : [];

const actionOf = (event: LifecycleEvent): string => summaryOf(event).split(' ')[0] ?? '';

/** Sends so many requests one after another, holds every reply to its promises, and answers which statuses came. */
async function sendAll(
  { numRuns, maxCalls }: { readonly numRuns: number; readonly maxCalls: number },
  api: AdminApi,
  { run }: Ports,
  afterEach: (sent: number) => Promise<void>,
): Promise<readonly number[]> {
  const existing: string[] = [];
  const statuses = new Set<number>();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(hostileRequests, fc.nat(), async (request, pick) => {
      const id = existing[pick % Math.max(1, existing.length)] ?? '0oa00000000000000009';
      const asked = () => api.ask(request.method, request.path.replaceAll('{id}', id), request);
      const { result: reply } = await run(asked, { maxCalls });

      statuses.add(reply.status);
      if (request.method === 'POST' && reply.status === 200) existing.push(...idsIn(reply));
      expect({ request, faults: faultsOf(reply) }).toEqual({ request, faults: [] });
      await afterEach((sent += 1));
    }),
    { numRuns, seed: SEED },
  );
  return [...statuses].toSorted((a, b) => a - b);
}

const secretsIn = (told: unknown): readonly string[] =>
  [TOKEN, OTHER_TOKEN].filter((secret) => JSON.stringify(told).includes(secret));

/** They get as far as the streams: some are made, changed, switched and deleted. */
const EVERY_STATUS = [200, 204, 400, 404, 405, 413, 415];
const EVERY_CHANGE = ['activate', 'create', 'deactivate', 'delete', 'update'];

describe('10,000 requests of every kind', () => {
  test('bring no 5xx, no hang and no secret in a reply, a log line or an event', async () => {
    const ports = watchedPorts();
    const api = await adminApi(FREELY, watched(ports));

    const statuses = await sendAll({ numRuns: 10_000, maxCalls: 10 }, api, ports, async (sent) => {
      // Now and then, so that the log has events to look through, and not so many that it takes long.
      if (sent % 2_000 === 0) await api.announce();
    });

    expect(secretsIn([api.entries, api.logger.lines, api.lifecycleLog.events(), await api.streams.load()])).toEqual(
      [],
    );
    expect(statuses).toEqual(EVERY_STATUS);
    expect([...new Set(api.lifecycleLog.events().map(actionOf))].toSorted()).toEqual(EVERY_CHANGE);
  });
});

describe('hundreds of them over DynamoDB', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  test('bring none either', async () => {
    const ports = watchedPorts();
    const { tableName } = dynamo;
    const client = ports.watch(dynamo.client, 'send');
    const pk = 'org#acme';
    const stored = {
      streams: streamTable(client, tableName, pk),
      lifecycleLog: lifecycleLog(client, tableName, lifecyclePk(pk)),
      requests: requestCounter(client, tableName, pk),
    };
    const api = await adminApi({ ...FREELY, ...stored }, watched(ports));

    const statuses = await sendAll({ numRuns: 500, maxCalls: 20 }, api, ports, async (sent) => {
      if (sent % 100 === 0)
        await api.announce({ ...api.announceDeps, streams: stored.streams, log: stored.lifecycleLog });
    });

    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: tableName }));
    expect(secretsIn([api.entries, api.logger.lines, Items])).toEqual([]);
    expect(statuses).toEqual(EVERY_STATUS);
  });
});

/** Or the tests above would only stop when their time is over. */
describe('a hang', () => {
  test('that waits for nothing is told', async () => {
    const { run } = watchedPorts();

    await expect(run(() => new Promise(() => {}), { maxCalls: 1 })).rejects.toThrow('it waits, and for no call');
  });

  test('that calls and calls is told', async () => {
    const { run, watch } = watchedPorts();
    const store = watch({ isMet: async () => false });
    const untilMet = async (): Promise<void> => {
      while (!(await store.isMet()));
    };

    await expect(run(untilMet, { maxCalls: 3 })).rejects.toThrow('more than 3 calls');
  });
});
