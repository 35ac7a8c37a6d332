import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { LifecycleEvent } from '../../lambdas/core/lifecycle-event.ts';
import type { EventQueue } from '../../lambdas/core/ports.ts';
import type { QueuedMessage, QueuedSlice, Slice } from '../../lambdas/core/slice.ts';
import { logEvent, logEvents, withText } from '../support/events.ts';
import { behind, cursor } from '../support/log-streams.ts';
import { incompressible } from '../support/incompressible.ts';

export interface QueueUnderTest {
  readonly queue: EventQueue;
  /** Takes every message out of the queue, in the order in which they are handed out. */
  drain(): Promise<QueuedMessage[]>;
}

const happened: LifecycleEvent = {
  uuid: 'b3c1d0b4-0000-4000-8000-000000000001',
  published: '2026-03-01T00:00:00.000Z',
  json: '{"uuid":"b3c1d0b4-0000-4000-8000-000000000001","displayMessage":"Log stream „ü“ deactivated"}',
};

const slice: Omit<Slice, 'events'> = {
  streamId: 'A',
  generation: 3,
  from: behind('event-0000', { count: 5, asOf: '2026-03-01T00:00:00.000Z' }),
  to: behind('event-0002', { count: 7, midPage: true }),
  page: cursor('https://acme.okta.com/api/v1/logs?after=1&limit=1000'),
};

/** What every queue of slices promises. `create` answers a new, empty one. */
export function describeEventQueue(name: string, create: () => Promise<QueueUnderTest>): void {
  describe.each([{ name }])('$name', () => {
    let under: QueueUnderTest;
    const send = async (events: readonly LogEvent[], more: Partial<typeof slice> = {}): Promise<void> => {
      const packed = under.queue.pack(events);
      if (packed === undefined) throw new Error('the events do not fit one message');
      await under.queue.send({ ...slice, ...more }, events, packed);
    };
    const slicesDrained = async (): Promise<QueuedSlice[]> =>
      (await under.drain()).filter((message) => 'events' in message);
    const idsDrained = async (): Promise<string[]> =>
      (await slicesDrained()).map(({ streamId, events }) => `${streamId} ${events.map(({ id }) => id).join()}`);

    beforeEach(async () => {
      under = await create();
    });

    test('hands out a slice as it was sent', async () => {
      await send(logEvents(2));

      const [handedOut] = await under.drain();

      expect(handedOut).toEqual({
        ...slice,
        events: logEvents(2),
        messageId: expect.stringMatching(/./),
        sequenceNumber: expect.stringMatching(/^\d+$/),
        receiveCount: 1,
      });
    });

    test.each([
      ['emoji and right-to-left text', '{"n":"👩‍🚒 שלום"}'],
      ['escaped control characters and half a surrogate pair', String.raw`{"n":"\u0000\u0001\ud800"}`],
      ['raw characters that are not legal in XML', '{"n":"\u007f\ufffe\uffff"}'],
      [
        'numbers beyond double precision, odd spacing and repeated keys',
        '{ "n":12345678901234567890.10,"n" : 1e999}',
      ],
      ['line ends inside', '{\n"n":\r\n1}'],
    ])('hands out an event with %s character by character', async (_with, text) => {
      const odd = withText(text, 'id with "quotes" and ü', '2026-03-01');

      await send([logEvent(1), odd, logEvent(2)]);

      expect((await slicesDrained())[0]?.events).toEqual([logEvent(1), odd, logEvent(2)]);
    });

    test('hands out the slices of a stream in the order in which they were sent', async () => {
      for (const event of logEvents(5)) await send([event]);

      const handedOut = await slicesDrained();

      expect(handedOut.flatMap(({ events }) => events)).toEqual(logEvents(5));
      const numbers = handedOut.map(({ sequenceNumber }) => BigInt(sequenceNumber));
      expect(numbers).toEqual(numbers.toSorted((a, b) => Number(a - b)));
      expect(new Set(numbers).size).toBe(5);
    });

    test('sends a slice with the same events in the same generation once', async () => {
      await send(logEvents(2));
      await send(logEvents(2));

      expect(await idsDrained()).toEqual(['A event-0001,event-0002']);
    });

    test('remembers what it sent also when that was delivered', async () => {
      await send(logEvents(2));
      await under.drain();
      await send(logEvents(2));

      expect(await under.drain()).toEqual([]);
    });

    test.each([
      ['in another generation', logEvents(2), { generation: 4 }],
      ['of a page that has grown', logEvents(3), {}],
      ['of a page that begins later', logEvents(1, 2), {}],
      ['with more between the same ends', [logEvent(1), logEvent(3), logEvent(2)], {}],
      ['for another stream', logEvents(2), { streamId: 'B' }],
    ])('sends a slice again %s', async (_when, events, more) => {
      await send(logEvents(2));
      await send(events, more);

      expect(await under.drain()).toHaveLength(2);
    });

    test('hands out a slice that carries nothing, only moves', async () => {
      await under.queue.send(slice, [logEvent(1)], under.queue.nothing);

      expect(await under.drain()).toMatchObject([{ from: slice.from, to: slice.to, events: [] }]);
    });

    test('hands out a lifecycle event behind what was sent before, as it was sent', async () => {
      await send(logEvents(2));
      await under.queue.sendLifecycle('A', happened);

      const [before, handedOut] = await under.drain();

      expect(before).toHaveProperty('events');
      expect(handedOut).toEqual({
        streamId: 'A',
        lifecycle: { id: happened.uuid, published: happened.published, json: Buffer.from(happened.json) },
        messageId: expect.stringMatching(/./),
        sequenceNumber: expect.stringMatching(/^\d+$/),
        receiveCount: 1,
      });
    });

    test('sends a lifecycle event to one stream once, and to another as well', async () => {
      await under.queue.sendLifecycle('A', happened);
      await under.queue.sendLifecycle('A', happened);
      await under.queue.sendLifecycle('B', happened);

      expect((await under.drain()).map(({ streamId }) => streamId).toSorted()).toEqual(['A', 'B']);
    });

    test('packs nothing that does not fit one message', () => {
      expect(under.queue.pack([incompressible(1_100_000)])).toBeUndefined();
    });

    test('takes all that it packs, up to the largest', async () => {
      let bytes = 1_045_000;
      while (under.queue.pack([incompressible(bytes)]) === undefined) bytes -= 1_000;

      await send([incompressible(bytes)], { from: behind('x'.repeat(1_000)), to: behind('y'.repeat(1_000)) });

      expect((await slicesDrained())[0]?.events).toEqual([incompressible(bytes)]);
    });
  });
}
