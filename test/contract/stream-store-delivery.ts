import { describe, expect, test } from '@jest/globals';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import { behind } from '../support/log-streams.ts';
import { at, event, failure, iso, receipt, stream, type Subject, told } from './stream-store-subject.ts';

/** What the store promises the deliverer: `acknowledged` moves by compare-and-set. */
export function describeDeliveryWrites({ expectUnchanged, store, stored }: Subject): void {
  describe('acknowledge', () => {
    test('moves acknowledged and keeps the sequence number', async () => {
      expect(await store().acknowledge(stream, receipt())).toBe(true);

      expect(await stored()).toMatchObject({
        acknowledged: behind('e1', { count: 1 }),
        acknowledgedSequence: '18870000000000000001',
        read: stream.read,
        generation: 4,
        movedAt: iso,
      });
    });

    test('adds up what was delivered', async () => {
      await store().acknowledge(stream, receipt({ accepted: 3, undeliverable: 1 }));
      const second = await stored();
      if (second) await store().acknowledge(second, receipt({ to: behind('e2'), accepted: 2, published: undefined }));

      expect((await stored())?.delivered).toEqual({
        events: 5,
        undeliverable: 1,
        published: '2026-03-02T09:59:00.000Z',
        at: iso,
      });
    });

    test('of nothing accepted leaves the time of the last delivery', async () => {
      await store().acknowledge(stream, receipt({ accepted: 0, undeliverable: 1, published: undefined }));

      expect((await stored())?.delivered).toEqual({ events: 0, undeliverable: 1 });
    });

    test('works while the poller moves read', async () => {
      await store().advance(stream, behind('e3'), at);

      expect(await store().acknowledge(stream, receipt())).toBe(true);
      expect(await stored()).toMatchObject({ read: behind('e3'), acknowledged: receipt().to });
    });
  });

  describe('deactivate', () => {
    test('makes the stream INACTIVE with the reason and moves both positions in one write', async () => {
      expect(await store().deactivate(stream, failure, behind('e1', { midPage: true }), event)).toBe(true);

      expect(await stored()).toMatchObject({
        status: 'INACTIVE',
        deactivation: failure,
        acknowledged: behind('e1', { midPage: true }),
        read: behind('e1', { midPage: true }),
        generation: 5,
        lastUpdated: iso,
        movedAt: iso,
      });
    });

    test('works while the poller moves read', async () => {
      await store().advance(stream, behind('e3'), at);

      expect(await store().deactivate(stream, failure, stream.acknowledged, event)).toBe(true);
      expect((await stored())?.read).toEqual(stream.acknowledged);
    });
  });

  describe.each([
    ['acknowledge', (to: LogStream) => store().acknowledge(to, receipt())],
    ['deactivate', (to: LogStream) => store().deactivate(to, failure, behind('e1'), event)],
  ])('%s', (_which, write) => {
    test('refuses when acknowledged stands elsewhere', async () => {
      await store().acknowledge(stream, receipt({ to: behind('e9') }));

      await expectUnchanged(() => write(stream));
    });

    test('refuses when acknowledged stands at the same event by another cursor', async () => {
      await store().acknowledge(stream, receipt({ to: { ...stream.acknowledged, cursor: behind('other').cursor } }));

      await expectUnchanged(() => write(stream));
    });

    test('refuses when acknowledged stands at another event by the same cursor', async () => {
      await store().acknowledge(stream, receipt({ to: { ...stream.acknowledged, after: 'other' } }));

      await expectUnchanged(() => write(stream));
    });

    test('refuses after a rewind', async () => {
      await store().rewind(stream, at);

      await expectUnchanged(() => write(stream));
    });

    test('refuses when the stream is INACTIVE', async () => {
      await store().deactivate(stream, failure, stream.acknowledged, told(2));

      await expectUnchanged(() => write({ ...stream, generation: 5 }));
    });

    test('refuses when there is no such stream, and makes none', async () => {
      expect(await write({ ...stream, id: 'nobody' })).toBe(false);
      expect(await store().get('nobody')).toBeUndefined();
    });
  });
}
