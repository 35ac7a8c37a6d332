import { beforeEach, describe, expect, test } from '@jest/globals';
import { behind, logStream } from '../support/log-streams.ts';
import { at, event, failure, gap, iso, receipt, stream, type Subject, told } from './stream-store-subject.ts';

/** What the store promises about rewinding, activating and racing writes. */
export function describeRewinds({ expectUnchanged, store, stored }: Subject): void {
  describe('rewind', () => {
    test('moves read to acknowledged in a new generation', async () => {
      expect(await store().rewind(stream, at)).toBe(true);

      expect(await stored()).toMatchObject({ ...stream, read: stream.acknowledged, generation: 5, movedAt: iso });
    });

    test('moves read to acknowledged as stored, also when it moved since the stream was loaded', async () => {
      await store().acknowledge(stream, receipt());

      expect(await store().rewind(stream, at)).toBe(true);

      expect((await stored())?.read).toEqual(receipt().to);
    });

    test('moves read to a position without a last event whole', async () => {
      const fresh = logStream({ id: 'fresh', read: behind('e5', { asOf: iso, count: 5 }) });
      await store().create(fresh);

      await store().rewind(fresh, at);

      expect((await store().get('fresh'))?.read).toEqual(fresh.acknowledged);
    });

    test('refuses after another rewind', async () => {
      await store().rewind(stream, at);

      await expectUnchanged(() => store().rewind(stream, at));
    });

    test('refuses when there is no such stream, and makes none', async () => {
      expect(await store().rewind({ ...stream, id: 'nobody' }, at)).toBe(false);
      expect(await store().get('nobody')).toBeUndefined();
    });
  });

  describe('activate', () => {
    const later = new Date(at.getTime() + 60_000);
    const down = { ...stream, generation: 5, status: 'INACTIVE' } as const;

    beforeEach(() => store().deactivate(stream, failure, behind('e1'), event));

    test('makes the stream ACTIVE and rewound, and keeps the reason of the last deactivation', async () => {
      expect(await store().activate(down, { at: later, event: told(2) })).toBe(true);

      expect(await stored()).toMatchObject({
        status: 'ACTIVE',
        read: behind('e1'),
        acknowledged: behind('e1'),
        generation: 6,
        lastUpdated: later.toISOString(),
        movedAt: later.toISOString(),
        deactivation: failure,
      });
      expect(await stored()).not.toHaveProperty('possibleGap');
    });

    test('notes a gap', async () => {
      await store().activate(down, { at: later, gap, event: told(2) });

      expect((await stored())?.possibleGap).toEqual(gap);
    });

    test('refuses when the stream is ACTIVE already', async () => {
      await store().activate(down, { at: later, event: told(2) });

      await expectUnchanged(() => store().activate({ ...down, generation: 6 }, { at: later, event: told(3) }));
    });

    test('refuses when the generation is another', async () => {
      await expectUnchanged(() => store().activate(stream, { at: later, event: told(2) }));
    });
  });

  test('of two writes that saw the same state one succeeds', async () => {
    const results = await Promise.all([
      store().rewind(stream, at),
      store().rewind(stream, at),
      store().deactivate(stream, failure, stream.acknowledged, event),
      store().rewind(stream, at),
    ]);

    expect(results.filter(Boolean)).toHaveLength(1);
    expect((await stored())?.generation).toBe(5);
  });
}
