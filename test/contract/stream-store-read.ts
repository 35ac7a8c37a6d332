import { describe, expect, test } from '@jest/globals';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { at, event, gap, iso, stream, type Subject, told } from './stream-store-subject.ts';

/** What the store promises the poller: `read` moves by compare-and-set. */
export function describeReadMoves({ expectUnchanged, store, stored }: Subject): void {
  describe.each([
    ['advance', (to: LogStream) => store().advance(to, behind('e3', { count: 3 }), at)],
    ['restart', (to: LogStream, by = event) => store().restart(to, behind('e3', { count: 3 }), gap, by)],
  ])('%s', (_which, move) => {
    test('moves read and nothing else of the positions', async () => {
      expect(await move(stream)).toBe(true);

      expect(await stored()).toMatchObject({
        read: behind('e3', { count: 3 }),
        acknowledged: stream.acknowledged,
        generation: 4,
        movedAt: iso,
      });
    });

    test('refuses after another move', async () => {
      await store().advance(stream, behind('e9'), at);

      await expectUnchanged(() => move(stream));
    });

    test('refuses after a move to the same event by another cursor', async () => {
      await store().advance(stream, { ...stream.read, cursor: behind('other').cursor }, at);

      await expectUnchanged(() => move(stream));
    });

    test('refuses after a rewind, even to the same place', async () => {
      const level = logStream({ id: 'level', read: behind('e0'), acknowledged: behind('e0') });
      await store().create(level);
      await store().rewind(level, at);

      expect(await move(level)).toBe(false);
      expect((await store().get('level'))?.read).toEqual(behind('e0'));
    });

    test('refuses when the stream is INACTIVE', async () => {
      const inactive = { ...stream, id: 'inactive', status: 'INACTIVE' } as const;
      await store().create(inactive);

      expect(await move(inactive)).toBe(false);
      expect(await store().get('inactive')).toEqual(inactive);
    });

    test('refuses when there is no such stream, and makes none', async () => {
      expect(await move({ ...stream, id: 'nobody' })).toBe(false);
      expect(await store().get('nobody')).toBeUndefined();
    });

    test('goes from a position without a last event', async () => {
      const fresh = logStream({ id: 'fresh' });
      await store().create(fresh);

      expect(await move(fresh)).toBe(true);
      expect(await move(fresh, told(2))).toBe(false);
    });

    test('refuses to take a position with a last event for one without', async () => {
      const fresh = logStream({ id: 'fresh' });
      await store().create(fresh);
      await store().advance(fresh, { ...fresh.read, after: 'e1' }, at);

      expect(await move(fresh)).toBe(false);
    });
  });

  test('advance notes when the backlog began, and leaves what is noted when none begins', async () => {
    await store().advance(stream, behind('e3'), at, '2026-02-27T10:00:00.000Z');
    await store().advance({ ...stream, read: behind('e3') }, behind('e4'), at);

    expect((await stored())?.backlogSince).toBe('2026-02-27T10:00:00.000Z');
  });

  test('advance leaves a gap noted before', async () => {
    await store().restart(stream, behind('e3'), gap, event);
    await store().advance({ ...stream, read: behind('e3') }, behind('e4'), at);

    expect((await stored())?.possibleGap).toEqual(gap);
  });

  test('restart notes the gap', async () => {
    await store().restart(stream, behind('e3'), gap, event);

    expect((await stored())?.possibleGap).toEqual(gap);
  });
}
