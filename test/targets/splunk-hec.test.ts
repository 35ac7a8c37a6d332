import { describe, expect, test } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, oneof } from 'fast-check';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import { hecUrl } from '../../lambdas/targets/hec-url.ts';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { idsOf, logEvent, withText } from '../support/events.ts';
import { type FakeHec, fakeHec, hecAnswer, TOKEN } from '../support/fake-hec.ts';
import { ORG_URL, splunkStream } from '../support/target-streams.ts';

const MAX_BODY_BYTES = 900_000;

const attempt = (hec: FakeHec, events: readonly LogEvent[], endpoint?: URL) =>
  splunkHecTarget({
    fetch: hec.fetch,
    secrets: { read: async () => TOKEN },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
    endpoint,
  }).attempt(splunkStream(), events, new AbortController().signal);

/** About 450 KB each, so that two fit a body. */
const largeEvents = (count: number): LogEvent[] =>
  Array.from({ length: count }, (_, index) => logEvent(index + 1, { more: { filler: 'x'.repeat(449_000) } }));

describe('hecUrl', () => {
  test.each([
    ['aws', 'acme.splunkcloud.com', 'https://http-inputs-acme.splunkcloud.com/services/collector/event'],
    ['gcp', 'acme.splunkcloud.com', 'https://http-inputs.acme.splunkcloud.com/services/collector/event'],
    ['aws_govcloud', 'acme.splunkcloudgc.com', 'https://http-inputs.acme.splunkcloudgc.com/services/collector/event'],
  ] as const)('of a stack on %s at %s is %s', (edition, host, url) => {
    expect(hecUrl(edition, host).href).toBe(url);
  });
});

describe('Splunk target', () => {
  test('sends an event in its envelope, its text untouched', async () => {
    const hec = fakeHec();
    const text = '{ "uuid":"u1", "big": 123456789012345678, "e":1.0e2, "s":"\\u0041 é 😀 \\ud800" }';

    const result = await attempt(hec, [withText(text, 'u1', '2026-03-01T00:00:01.250Z')]);

    expect(result).toEqual({ pending: [], undeliverable: [] });
    expect(hec.calls[0]?.events).toEqual([
      {
        uuid: 'u1',
        bytes: expect.any(Number),
        event: text,
        metadata: {
          time: Date.parse('2026-03-01T00:00:01.250Z') / 1000,
          host: 'acme.okta.com',
          source: 'okta.com/acme/to Splunk',
          sourcetype: 'OktaIM2:log',
        },
      },
    ]);
  });

  test('sends to the stack of the stream with its token, compressed', async () => {
    const hec = fakeHec();

    await attempt(hec, [logEvent(1)]);

    const [call] = hec.calls;
    expect(call?.url).toBe('https://http-inputs-acme.splunkcloud.com/services/collector/event');
    expect(Object.fromEntries(call?.headers ?? [])).toEqual({
      authorization: `Splunk ${TOKEN}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
  });

  test('sends to an endpoint in place of the stack', async () => {
    const hec = fakeHec();

    await attempt(hec, [logEvent(1)], new URL('http://127.0.0.1:8088'));

    expect(hec.calls[0]?.url).toBe('http://127.0.0.1:8088/services/collector/event');
  });

  test.each([
    ['2026-03-01T00:00:00.5Z', Date.parse('2026-03-01T00:00:00.500Z') / 1000],
    ['2026-03-01T00:00:00.123987Z', Date.parse('2026-03-01T00:00:00.124Z') / 1000],
    ['2026-03-01T00:00:00', Date.parse('2026-03-01T00:00:00Z') / 1000],
    ['1970-01-01T00:00:00.000Z', 0],
    ['9999-12-31T23:59:59.999Z', 253402300799.999],
    ['2026-02-31T99:00:00.000Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    [undefined, undefined],
  ])('gives an event published %s the time %s', async (published, time) => {
    const hec = fakeHec();

    await attempt(hec, [logEvent(1, { published })]);

    expect(hec.calls[0]?.events[0]?.metadata['time']).toBe(time);
  });

  test('sends every event once and in order, in bodies of at most 900,000 bytes, as few as that takes', async () => {
    const lengths = array(oneof(nat(3_000), nat(700_000)), { minLength: 1, maxLength: 12 });
    const holds = asyncProperty(lengths, constantFrom('x', 'é', '😀'), async (drawn, char) => {
      const hec = fakeHec();
      const events = drawn.map((length, n) =>
        logEvent(n, { more: { filler: char.repeat(length / char.length / 2) } }),
      );

      const result = await attempt(hec, events);

      expect(result).toEqual({ pending: [], undeliverable: [] });
      expect(hec.indexed).toEqual(idsOf(events));
      for (const [n, { bodyBytes }] of hec.calls.entries()) {
        const next = hec.calls[n + 1];
        expect(bodyBytes).toBeLessThanOrEqual(MAX_BODY_BYTES);
        expect(bodyBytes + (next?.events[0]?.bytes ?? Infinity)).toBeGreaterThan(MAX_BODY_BYTES);
      }
    });

    await assert(holds, { numRuns: 20 });
  });

  test('sends an event of exactly the limit and sets one byte more aside', async () => {
    const probe = fakeHec();
    await attempt(probe, [logEvent(1, { more: { filler: '' } })]);
    const room = MAX_BODY_BYTES - (probe.calls[0]?.bodyBytes ?? 0);
    const hec = fakeHec();
    const [fits, exceeds] = [room, room + 1].map((n) => logEvent(1, { more: { filler: 'x'.repeat(n) } }));

    const result = await attempt(hec, [fits ?? logEvent(1), exceeds ?? logEvent(1)]);

    expect(hec.calls.map(({ bodyBytes }) => bodyBytes)).toEqual([MAX_BODY_BYTES]);
    expect(result.undeliverable).toEqual([
      {
        event: exceeds,
        reason: 'EVENT_TOO_LARGE: the event is 900001 bytes in a request to Splunk, which takes at most 900000',
      },
    ]);
  });

  test('sets an event of 2 MB aside and delivers the others', async () => {
    const hec = fakeHec();
    const large = logEvent(2, { more: { filler: 'x'.repeat(2_000_000) } });

    const result = await attempt(hec, [logEvent(1), large, logEvent(3)]);

    expect(hec.indexed).toEqual(['event-0001', 'event-0003']);
    expect(result.pending).toEqual([]);
    expect(result.undeliverable.map(({ event }) => event)).toEqual([large]);
  });

  test('stops at the first body that fails, and attempt 2 sends only what is left', async () => {
    const events = largeEvents(5);
    const busy = fakeHec({ answer: (n) => (n === 2 ? hecAnswer(503, 9, 'Server is busy') : undefined) });
    const healthy = fakeHec();

    const first = await attempt(busy, events);
    const second = await attempt(healthy, first.pending);

    expect(busy.calls).toHaveLength(2);
    expect(busy.indexed).toEqual(idsOf(events.slice(0, 2)));
    expect(first).toEqual({
      pending: events.slice(2),
      undeliverable: [],
      failure: {
        code: 'TARGET_UNAVAILABLE',
        message: 'Splunk cannot take events now (HTTP 503, code 9: Server is busy)',
      },
    });
    expect(second).toEqual({ pending: [], undeliverable: [] });
    expect(healthy.indexed).toEqual(idsOf(events.slice(2)));
  });

  test('sends nothing and reads no token for no events', async () => {
    const hec = fakeHec();

    expect(await attempt(hec, [])).toEqual({ pending: [], undeliverable: [] });
    expect(hec.calls).toEqual([]);
  });
});
