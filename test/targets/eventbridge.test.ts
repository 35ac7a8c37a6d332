import { describe, expect, test } from '@jest/globals';
import { eventBridgeTarget } from '../../lambdas/targets/eventbridge.ts';
import { idsOf, logEvent, logEvents, withText } from '../support/events.ts';
import { type FakeEventBridge, fakeEventBridge, type WireEntry } from '../support/fake-event-bridge.ts';
import { manualClock } from '../support/manual-clock.ts';
import { eventBridgeStream, ORG_URL } from '../support/target-streams.ts';

const STREAM = eventBridgeStream();

const targetOn = (bridge: FakeEventBridge) =>
  eventBridgeTarget({ client: bridge.client, orgUrl: ORG_URL, accountId: '123456789012', now: manualClock().now });

const attempt = (
  bridge: FakeEventBridge,
  events: ReturnType<typeof logEvents>,
  signal = new AbortController().signal,
) => targetOn(bridge).attempt(STREAM, events, signal);

function uuidOf({ Detail }: WireEntry): string {
  const { uuid }: { uuid: string } = JSON.parse(Detail);
  return uuid;
}

const refusing = (code: string, ...ids: string[]) =>
  fakeEventBridge({
    entry: (entry) => (ids.includes(uuidOf(entry)) ? { ErrorCode: code, ErrorMessage: 'said the bus' } : undefined),
  });

describe('EventBridge target', () => {
  test('puts an event on the bus of the stream, its text untouched', async () => {
    const bridge = fakeEventBridge();
    const text = '{ "uuid":"u1", "big": 123456789012345678, "e":1.0e2, "s":"\\u0041 é 😀 \\ud800" }';

    const result = await attempt(bridge, [withText(text, 'u1', '2026-03-01T00:00:01.250Z')]);

    expect(result).toEqual({ pending: [], undeliverable: [] });
    expect(bridge.regions).toEqual(['eu-west-1']);
    expect(bridge.requests).toEqual([
      [
        {
          Time: Date.parse('2026-03-01T00:00:01.250Z') / 1000,
          Source: 'okta.com/acme/okta-logs',
          DetailType: 'SystemLog',
          Detail: text,
          EventBusName: 'arn:aws:events:eu-west-1:123456789012:event-bus/okta-logs',
        },
      ],
    ]);
  });

  test('puts all events of a slice in order, ten a request', async () => {
    const bridge = fakeEventBridge();
    const events = logEvents(95);

    await attempt(bridge, events);

    expect(bridge.requests.map((request) => request.length)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
    expect(bridge.requests.flat().map(uuidOf)).toEqual(idsOf(events));
  });

  test('keeps at most eight requests under way', async () => {
    const bridge = fakeEventBridge({ put: () => new Promise((resolve) => setImmediate(() => resolve(undefined))) });

    await attempt(bridge, logEvents(200));

    expect(bridge.mostUnderWay()).toBe(8);
  });

  test('sets an event of 2 MB aside and delivers the others', async () => {
    const bridge = fakeEventBridge();
    const large = logEvent(2, { more: { filler: 'x'.repeat(2_000_000) } });

    const result = await attempt(bridge, [logEvent(1), large, logEvent(3)]);

    expect(result.pending).toEqual([]);
    expect(result.undeliverable).toEqual([
      { event: large, reason: expect.stringMatching(/^EVENT_TOO_LARGE: .*1024000$/) },
    ]);
    expect(bridge.requests.flat().map(uuidOf)).toEqual(['event-0001', 'event-0003']);
  });

  test('leaves pending exactly what was refused, in order, and sends only that in attempt 2', async () => {
    const bridge = refusing('ThrottlingException', 'event-0003', 'event-0012', 'event-0014');
    const healthy = fakeEventBridge();

    const first = await attempt(bridge, logEvents(30));
    const second = await attempt(healthy, [...first.pending]);

    expect(idsOf(first.pending)).toEqual(['event-0003', 'event-0012', 'event-0014']);
    expect(bridge.accepted).toHaveLength(27);
    expect(healthy.requests.flat().map(uuidOf)).toEqual(['event-0003', 'event-0012', 'event-0014']);
    expect(second).toEqual({ pending: [], undeliverable: [] });
  });

  test('begins no request after one of which nothing was accepted, and waits for those under way', async () => {
    const bridge = fakeEventBridge({
      put: (n) =>
        n === 2
          ? { status: 500, body: '{"__type":"InternalException"}' }
          : new Promise((resolve) => setImmediate(() => resolve(undefined))),
    });
    const events = logEvents(200);

    const result = await attempt(bridge, events);

    const accepted = new Set(bridge.accepted);
    expect(bridge.requests).toHaveLength(8);
    expect(accepted.size).toBe(70);
    expect(result.pending).toEqual(events.filter(({ json }) => !accepted.has(json.toString())));
    expect(result.failure?.code).toBe('TARGET_UNAVAILABLE');
  });

  test('sends nothing and asks nothing for no events', async () => {
    const bridge = fakeEventBridge();

    expect(await attempt(bridge, [])).toEqual({ pending: [], undeliverable: [] });
    expect([bridge.requests, bridge.described]).toEqual([[], []]);
  });

  test('sets a malformed event aside and takes the rest as accepted', async () => {
    const bridge = refusing('MalformedDetail', 'event-0002');
    const big = withText('{"uuid":"event-0002","n":9223372036854775808}', 'event-0002');

    const result = await attempt(bridge, [logEvent(1), big, logEvent(3)]);

    expect(result).toEqual({
      pending: [],
      undeliverable: [
        {
          event: big,
          reason: 'EVENT_MALFORMED: EventBridge refused the event (MalformedDetail: said the bus)',
        },
      ],
    });
  });

  test.each([
    [9, { pending: 0, undeliverable: 9, code: undefined }],
    [10, { pending: 10, undeliverable: 0, code: 'TARGET_REJECTED' }],
    [25, { pending: 25, undeliverable: 0, code: 'TARGET_REJECTED' }],
  ])('believes a bus that calls all of %i events malformed only below ten', async (count, outcome) => {
    const bridge = fakeEventBridge({ entry: () => ({ ErrorCode: 'MalformedDetail' }) });

    const { pending, undeliverable, failure } = await attempt(bridge, logEvents(count));

    expect({ pending: pending.length, undeliverable: undeliverable.length, code: failure?.code }).toEqual(outcome);
  });

  test('believes a bus that calls many events malformed and accepts others', async () => {
    const ids = idsOf(logEvents(20));
    const bridge = refusing('MalformedDetail', ...ids);

    const result = await attempt(bridge, logEvents(21));

    expect(result.pending).toEqual([]);
    expect(result.undeliverable.map(({ event }) => event.id)).toEqual(ids);
  });
});
