import { describe, expect, test } from '@jest/globals';
import { iso, type Subject } from './stream-store-subject.ts';

const mine = { streamId: '0oa1', name: 'security', eventSourceName: 'okta', at: iso };
const theirs = { streamId: '0oa2', name: 'fraud', at: iso };

/** What the store promises about names that are being given. */
export function describeReservations({ store, stored }: Subject): void {
  describe('reservations', () => {
    test('are none at the beginning', async () => {
      expect(await store().reservations()).toEqual({ version: 0, held: [] });
    });

    test('are held as they were written, and listed with the streams', async () => {
      expect(await store().reserve({ version: 0, held: [] }, [mine, theirs])).toBe(true);

      expect(await store().reservations()).toEqual({ version: 1, held: [mine, theirs] });
      expect((await store().load()).reservations).toEqual({ version: 1, held: [mine, theirs] });
    });

    test('of two that saw the same state one is made', async () => {
      const seen = await store().reservations();

      const made = await Promise.all([store().reserve(seen, [mine]), store().reserve(seen, [theirs])]);

      expect(made.filter(Boolean)).toHaveLength(1);
      expect((await store().reservations()).held).toHaveLength(1);
    });

    test('change no stream', async () => {
      const before = await stored();

      await store().reserve({ version: 0, held: [] }, [mine]);

      expect(await stored()).toEqual(before);
      expect((await store().load()).streams).toHaveLength(1);
    });
  });
}
