import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventPool, orderOf } from '../../../bench/soak/event-pool.ts';
import { trafficPlan } from '../../../bench/soak/traffic-plan.ts';
import { startUnstoredLog } from '../../../bench/soak/unstored-log.ts';
import type { LoopbackServer } from '../../../local/emulators/loopback-server.ts';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const plan = trafficPlan({ eventsPerSecond: 100, minutes: 1 });

let nowMs: number;
let log: LoopbackServer;

beforeEach(async () => {
  nowMs = START;
  log = await startUnstoredLog({
    plan,
    requestsPerMinute: 100,
    startMs: () => START,
    now: () => new Date(nowMs),
  });
});

afterEach(() => log.stop());

interface Page {
  readonly orders: readonly (number | undefined)[];
  readonly published: readonly string[];
  readonly next: string;
}

async function read(url: string): Promise<Page> {
  const response = await fetch(url);
  const events = (await response.json()) as readonly { readonly uuid: string; readonly published: string }[];
  const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? '';
  return { orders: events.map(({ uuid }) => orderOf(uuid)), published: events.map((each) => each.published), next };
}

const first = (): string => `${log.url}/api/v1/logs?since=${new Date(START).toISOString()}&limit=1000`;

test('gives what has come into being, and every event once to whoever follows the links', async () => {
  nowMs = START + 30_000;
  const one = await read(first());
  const two = await read(one.next);
  const three = await read(two.next);
  const empty = await read(three.next);
  nowMs = START + 60_000;
  const later = await read(empty.next);

  expect([one, two, three, empty].map(({ orders }) => orders.length)).toEqual([1_000, 1_000, 400, 0]);
  expect([...one.orders, ...two.orders, ...three.orders, ...later.orders]).toEqual(
    Array.from({ length: 3_400 }, (_, order) => order),
  );
  expect(one.published[0]).toBe('2026-03-01T00:00:00.012Z');
});

test('refuses a request beyond the rate limit', async () => {
  for (let request = 0; request < 100; request += 1) await read(first());

  expect((await fetch(first())).status).toBe(429);
});

test('the events of the pool have the shape of others, and each its own uuid and time', () => {
  const pool = eventPool();
  const events = [0, 1, 996, 997, 123_456].map(
    (order) => JSON.parse(pool.text(order, new Date(START + order))) as Record<string, unknown>,
  );

  expect(events.map(({ uuid }) => orderOf(String(uuid)))).toEqual([0, 1, 996, 997, 123_456]);
  expect(events.map(({ published }) => Date.parse(String(published)) - START)).toEqual([0, 1, 996, 997, 123_456]);
  expect({ ...events[3], uuid: '', published: '' }).toEqual({ ...events[0], uuid: '', published: '' });
  expect(orderOf('4ab6d852-0000-4000-8000-000000000001')).toBeUndefined();
});
