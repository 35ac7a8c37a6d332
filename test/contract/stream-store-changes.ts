import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { behind, cursor } from '../support/log-streams.ts';
import { at, event, failure, gap, receipt, stream, type Subject, told } from './stream-store-subject.ts';

const later = new Date(at.getTime() + 60_000);

const replacement = {
  name: 'another name',
  target: { type: 'aws_eventbridge', settings: { ...stream.settings, region: 'us-east-1' } } as LogStream,
  at: later,
  event,
};

/** What the store promises about an admin's changes, and about the events that tell of any change. */
export function describeChanges({ expectUnchanged, store, stored }: Subject): void {
  const down = { ...stream, generation: 5, status: 'INACTIVE' } as const;
  const takeDown = () => store().deactivate(stream, failure, behind('e1'), event);

  describe('replace', () => {
    test('changes name and settings, and leaves status and positions alone', async () => {
      expect(await store().replace(stream, replacement)).toBe(true);

      expect(await stored()).toEqual({
        ...stream,
        name: 'another name',
        settings: replacement.target.settings,
        revision: 1,
        lastUpdated: later.toISOString(),
        outbox: [event],
      });
    });

    test('keeps a delivery that came in between', async () => {
      await store().acknowledge(stream, receipt());

      expect(await store().replace(stream, replacement)).toBe(true);

      expect((await stored())?.acknowledged).toEqual(receipt().to);
    });

    test('refuses after another replacement', async () => {
      await store().replace(stream, replacement);

      await expectUnchanged(() => store().replace(stream, { ...replacement, name: 'too late', event: told(2) }));
    });

    test('refuses when there is no such stream, and makes none', async () => {
      expect(await store().replace({ ...stream, id: 'nobody' }, replacement)).toBe(false);
      expect(await store().get('nobody')).toBeUndefined();
    });

    test('refuses when the stream is deleted', async () => {
      await takeDown();
      await store().remove(down, later, told(2));

      expect(await store().replace(down, { ...replacement, event: told(3) })).toBe(false);
    });
  });

  describe('activate with a start', () => {
    test('sets both positions there', async () => {
      await takeDown();
      const start = { cursor: cursor('since then'), midPage: false, count: 0 };

      expect(await store().activate(down, { at: later, start, gap, event: told(2) })).toBe(true);

      expect(await stored()).toMatchObject({ read: start, acknowledged: start, generation: 6, possibleGap: gap });
      expect((await stored())?.acknowledged).toEqual(start);
    });
  });

  describe('remove', () => {
    beforeEach(takeDown);

    test('makes the stream one that is not there, and lists it among the deleted', async () => {
      expect(await store().remove(down, later, told(2))).toBe(true);

      expect(await stored()).toBeUndefined();
      expect(await store().load()).toMatchObject({
        streams: [],
        deleted: [{ id: stream.id, generation: 6, outbox: [event, told(2)] }],
      });
    });

    test('keeps its id from being used again', async () => {
      await store().remove(down, later, told(2));

      await expect(store().create(stream)).rejects.toMatchObject({ code: 'STREAM_EXISTS' });
    });

    test('refuses when the stream is ACTIVE', async () => {
      await store().activate(down, { at: later, event: told(2) });

      await expectUnchanged(() => store().remove({ ...stream, generation: 6 }, later, told(3)));
    });

    test('refuses when the generation is another', async () => {
      await expectUnchanged(() => store().remove(stream, later, told(2)));
    });

    test('keeps an activation from bringing it back', async () => {
      await store().remove(down, later, told(2));

      expect(await store().activate(down, { at: later, event: told(3) })).toBe(false);
      expect(await stored()).toBeUndefined();
    });
  });

  describe('the outbox', () => {
    test('holds the event of every change, oldest first', async () => {
      await store().restart(stream, behind('e3'), gap, told(1));
      await store().replace(stream, { ...replacement, event: told(2) });
      await store().deactivate(stream, failure, stream.acknowledged, told(3));
      await store().activate(down, { at: later, event: told(4) });

      expect((await stored())?.outbox).toEqual([told(1), told(2), told(3), told(4)]);
    });

    test('stays empty when a change finds another state', async () => {
      await store().deactivate({ ...stream, generation: 3 }, failure, stream.acknowledged, event);

      expect((await stored())?.outbox ?? []).toEqual([]);
    });

    test('gives up the first event when it was announced, and no other', async () => {
      await store().replace(stream, replacement);
      await takeDown();

      expect(await store().announced(stream, event)).toBe(true);
      expect(await store().announced(stream, told(9))).toBe(false);

      expect((await stored())?.outbox).toEqual([event]);
    });

    test('gives up an event once', async () => {
      await store().replace(stream, replacement);

      expect(await store().announced(stream, event)).toBe(true);
      expect(await store().announced(stream, event)).toBe(false);
    });

    test('is that of a deleted stream as well, which is forgotten when it is empty', async () => {
      await takeDown();
      await store().remove(down, later, told(2));

      expect(await store().purge(stream)).toBe(false);
      await store().announced(stream, event);
      await store().announced(stream, told(2));
      expect(await store().purge(stream)).toBe(true);

      expect(await store().load()).toMatchObject({ streams: [], deleted: [] });
    });

    test('lets nobody forget a stream that is not deleted', async () => {
      await takeDown();
      await store().announced(stream, event);

      expect(await store().purge(stream)).toBe(false);
      expect(await stored()).toMatchObject({ id: stream.id });
    });
  });
}
