import { describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { type FakeHec, fakeHec, hecAnswer, type HecBehaviour, TOKEN } from '../support/fake-hec.ts';
import { ORG_URL, splunkStream } from '../support/target-streams.ts';

const attempt = (hec: FakeHec, events: readonly LogEvent[]) =>
  splunkHecTarget({
    fetch: hec.fetch,
    secrets: { read: async () => TOKEN },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
  }).attempt(splunkStream(), events, new AbortController().signal);

const numbered = (...numbers: number[]): Set<string> => new Set(idsOf(numbers.flatMap((n) => logEvents(1, n))));
const refusing = (ids: Set<string>, more: HecBehaviour = {}, code = 6) =>
  fakeHec({ refuses: ({ uuid }) => (ids.has(uuid) ? code : undefined), ...more });
const without = (events: readonly LogEvent[], ids: Set<string>) => events.filter(({ id }) => !ids.has(id));
const setAside = (result: Awaited<ReturnType<typeof attempt>>) => result.undeliverable.map(({ event }) => event.id);

/** Refuses a body with the seventh event in it like Splunk, but names `number`; indexes nothing of it. */
const naming = (number: unknown): HecBehaviour => ({
  answer: (_n, { events }) =>
    events.some(({ uuid }) => uuid === 'event-0007')
      ? hecAnswer(400, 6, 'Invalid data format', { 'invalid-event-number': number })
      : undefined,
});

describe('Splunk target, events refused as malformed', () => {
  test.each([6, 12, 13, 15])('sets the one that code %i names aside and sends nothing twice', async (code) => {
    const events = logEvents(20);
    const bad = numbered(1, 8, 9, 20);
    const hec = refusing(bad, {}, code);

    const result = await attempt(hec, events);

    expect(result.pending).toEqual([]);
    expect(result.undeliverable).toEqual(
      events
        .filter(({ id }) => bad.has(id))
        .map((event) => ({
          event,
          reason: `EVENT_MALFORMED: Splunk refused the event (HTTP 400, code ${code}: Invalid data)`,
        })),
    );
    expect(hec.indexed).toEqual(idsOf(without(events, bad)));
  });

  test.each<[string, HecBehaviour]>([
    ['no number', { hidesNumber: true }],
    ['a number that no event has', naming(99)],
    ['a negative number', naming(-1)],
    ['half a number', naming(0.5)],
    ['a number in words', naming('1')],
  ])('finds the culprit by halves when the answer has %s', async (_what, behaviour) => {
    const events = logEvents(21);
    const bad = numbered(7);
    const hec = refusing(bad, behaviour);

    const result = await attempt(hec, events);

    expect(result.pending).toEqual([]);
    expect(setAside(result)).toEqual([...bad]);
    expect([...new Set(hec.indexed)]).toEqual(idsOf(without(events, bad)));
  });

  test('finds several culprits by halves', async () => {
    const events = logEvents(64);
    const bad = numbered(1, 30, 31, 64);
    const hec = refusing(bad, { hidesNumber: true });

    const result = await attempt(hec, events);

    expect(setAside(result)).toEqual([...bad]);
    expect([...new Set(hec.indexed)]).toEqual(idsOf(without(events, bad)));
  });

  test('sends smaller bodies, each event once, when Splunk takes less than expected', async () => {
    const events = logEvents(40);
    const hec = fakeHec({ maxBytes: 2_000 });

    const result = await attempt(hec, events);

    expect(result).toEqual({ pending: [], undeliverable: [] });
    expect(hec.indexed).toEqual(idsOf(events));
  });

  test('sets an event aside that is too large even alone', async () => {
    const huge = logEvent(2, { more: { filler: 'x'.repeat(5_000) } });
    const hec = fakeHec({ maxBytes: 2_000 });

    const result = await attempt(hec, [logEvent(1), huge, logEvent(3)]);

    expect(result.pending).toEqual([]);
    expect(result.undeliverable).toEqual([
      {
        event: huge,
        reason: 'EVENT_TOO_LARGE: Splunk refused the size (HTTP 413: <h1>Content-Length too large</h1>)',
      },
    ]);
    expect(hec.indexed).toEqual(['event-0001', 'event-0003']);
  });

  test('goes on after nine in a row', async () => {
    const events = logEvents(20);
    const bad = numbered(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19);

    const result = await attempt(refusing(bad), events);

    expect(result.pending).toEqual([]);
    expect(setAside(result)).toEqual([...bad]);
  });

  test.each<[string, HecBehaviour]>([
    ['with their numbers', {}],
    ['without numbers', { hidesNumber: true }],
  ])('fails the attempt and sets none of them aside after ten in a row, %s', async (_how, behaviour) => {
    const events = logEvents(30);
    const bad = numbered(3, ...Array.from({ length: 25 }, (_, n) => n + 6));
    const hec = refusing(bad, behaviour);

    const result = await attempt(hec, events);

    expect(setAside(result)).toEqual(['event-0003']);
    expect(result.pending).toEqual(events.slice(5));
    expect(result.failure).toEqual({
      code: 'TARGET_REJECTED',
      message: expect.stringMatching(/^Splunk refused 10 events in a row .* the last: EVENT_MALFORMED: .*code 6/),
    });
  });

  test('fails the attempt when every size is refused', async () => {
    const events = logEvents(100);

    const result = await attempt(fakeHec({ maxBytes: 0 }), events);

    expect(result.undeliverable).toEqual([]);
    expect(result.pending).toEqual(events);
    expect(result.failure?.code).toBe('TARGET_REJECTED');
  });

  test('leaves the rest pending, and only that, when a failure follows', async () => {
    const events = logEvents(10);
    const hec = refusing(numbered(4), {
      answer: (n) => (n === 2 ? hecAnswer(503, 23, 'Server is shutting down') : undefined),
    });

    const result = await attempt(hec, events);

    expect(hec.indexed).toEqual(idsOf(events.slice(0, 3)));
    expect(setAside(result)).toEqual(['event-0004']);
    expect(result.pending).toEqual(events.slice(4));
  });
});
