import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, nat, oneof, property, record } from 'fast-check';
import { eventBusOf } from '../../lambdas/targets/event-bus.ts';
import { putEventsRequests } from '../../lambdas/targets/put-events-requests.ts';
import { withText } from '../support/events.ts';
import { eventBridgeStream } from '../support/target-streams.ts';

const BUS = eventBusOf(eventBridgeStream().settings);
const LIMIT = 1_024_000;

const eventOf = (n: number, filler: string, published?: string) =>
  withText(`{"n":${n},"filler":"${filler}"}`, `event-${n}`, published);

type Entry = ReturnType<typeof putEventsRequests>['requests'][number][number]['entry'];

/** AWS: 14 bytes for a Time, and the UTF-8 bytes of Source, DetailType and Detail. */
const awsSize = ({ Time, Source, DetailType, Detail }: Entry): number =>
  (Time ? 14 : 0) + new TextEncoder().encode(`${Source}${DetailType}${Detail}`).length;

const totalOf = (entries: readonly Entry[]): number => entries.reduce((sum, entry) => sum + awsSize(entry), 0);

const anEvent = record({
  char: constantFrom('x', 'é', '漢', '😀', '\\u0000'),
  length: oneof(nat(3_000), nat(400_000)),
  published: constantFrom('2026-03-01T00:00:00.000Z', undefined),
});

describe('PutEvents requests', () => {
  test('hold every event that fits once, in order, within the limits, and none could have taken the next', () => {
    const holds = property(array(anEvent, { maxLength: 40 }), (drawn) => {
      const events = drawn.map(({ char, length, published }, n) => eventOf(n, char.repeat(length), published));
      const { requests, verdicts } = putEventsRequests(events, BUS, 'acme');

      const indexes = requests.flat().map(({ index }) => index);
      expect(indexes).toEqual([...events.keys()].filter((index) => verdicts[index] === undefined));
      for (const [n, request] of requests.entries()) {
        const entries = request.map(({ entry }) => entry);
        const next = requests[n + 1]?.[0];
        expect(entries.length).toBeLessThanOrEqual(10);
        expect(totalOf(entries)).toBeLessThanOrEqual(LIMIT);
        expect(!next || entries.length === 10 || totalOf([...entries, next.entry]) > LIMIT).toBe(true);
      }
      for (const { index, entry } of requests.flat()) expect(entry.Detail).toBe(events[index]?.json.toString());
    });

    assert(holds, { numRuns: 30 });
  });

  test('take an event of exactly the limit and set one byte more aside', () => {
    const envelope = 14 + 'okta.com/acme/okta-logs'.length + 'SystemLog'.length + '{"n":1,"filler":""}'.length;
    const filler = 'x'.repeat(LIMIT - envelope);
    const published = '2026-03-01T00:00:00.000Z';

    const { requests, verdicts } = putEventsRequests(
      [eventOf(1, filler, published), eventOf(2, `${filler}x`, published), eventOf(3, '', published)],
      BUS,
      'acme',
    );

    expect(requests.map((request) => request.map(({ index }) => index))).toEqual([[0], [2]]);
    expect(verdicts).toEqual([
      undefined,
      {
        kind: 'too-large',
        reason: 'EVENT_TOO_LARGE: the event is 1024001 bytes as an entry of EventBridge, which takes at most 1024000',
      },
      undefined,
    ]);
  });

  test.each([
    ['2026-03-01T00:00:00.123Z', new Date('2026-03-01T00:00:00.123Z')],
    ['2026-03-01T00:00:00.123456789Z', new Date('2026-03-01T00:00:00.123Z')],
    ['2026-03-01T00:00:00', new Date('2026-03-01T00:00:00.000Z')],
    ['2026-02-31T99:00:00.000Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    [undefined, undefined],
  ])('give an event published %s the time %s', (published, time) => {
    const { requests } = putEventsRequests([eventOf(1, '', published)], BUS, 'acme');

    expect(requests[0]?.[0]?.entry.Time).toEqual(time);
  });

  test.each([
    ['eu-west-1', 'arn:aws:events:eu-west-1:123456789012:event-bus/okta-logs'],
    ['us-gov-west-1', 'arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/okta-logs'],
    ['cn-north-1', 'arn:aws-cn:events:cn-north-1:123456789012:event-bus/okta-logs'],
  ])('name a bus in %s by an ARN of its partition', (region, arn) => {
    const bus = eventBusOf(eventBridgeStream({ region }).settings);

    const { requests } = putEventsRequests([eventOf(1, '')], bus, 'acme');

    expect(requests[0]?.[0]?.entry.EventBusName).toBe(arn);
  });
});
