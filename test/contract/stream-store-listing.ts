import { describe, expect, test } from '@jest/globals';
import { behind, logStream } from '../support/log-streams.ts';
import { at, iso, stream, type Subject } from './stream-store-subject.ts';

/** What the store promises about keeping and listing streams. */
export function describeListing({ store, stored }: Subject): void {
  describe('create', () => {
    test('keeps the stream as it is given', async () => {
      expect(await stored()).toEqual(stream);
    });

    test('refuses a taken id and leaves the stream that has it', async () => {
      const other = { ...stream, name: 'another' };

      await expect(store().create(other)).rejects.toMatchObject({ code: 'STREAM_EXISTS' });

      expect(await stored()).toEqual(stream);
    });
  });

  describe('load', () => {
    test('lists every stream with its latest state', async () => {
      const second = logStream({ id: '0oa00000000000000002' });
      await store().create(second);
      await store().advance(stream, behind('e3'), at);

      const { streams } = await store().load();

      const byId = Object.fromEntries(streams.map((loaded) => [loaded.id, loaded]));
      expect(byId).toEqual({ [stream.id]: { ...stream, read: behind('e3'), movedAt: iso }, [second.id]: second });
    });

    test('tells until when polling is held, and nothing when it never was', async () => {
      const before = await store().load();
      await store().holdPolling(at);

      expect(before.polling).toEqual({});
      expect((await store().load()).polling).toEqual({ holdUntil: at });
    });

    test('lists streams only, also while polling is held', async () => {
      await store().holdPolling(at);

      expect((await store().load()).streams.map(({ id }) => id)).toEqual([stream.id]);
    });

    // Two overlapping pollers may meet two windows: Okta must not be called before the later one.
    test('is never told an earlier moment than before', async () => {
      await store().holdPolling(at);
      await store().holdPolling(new Date(at.getTime() - 1_000));

      expect((await store().load()).polling).toEqual({ holdUntil: at });
    });
  });

  test.each([
    ['an id that nobody has', '0oa00000000000000009'],
    ['no id', ''],
    ['one longer than a key can be', 'é'.repeat(2_000)],
  ])('get answers nothing for %s', async (_what, id) => {
    expect(await store().get(id)).toBeUndefined();
  });

  test('nobody changes what is stored by changing what was handed out', async () => {
    const loaded = await stored();
    if (loaded) Object.assign(loaded.read, { after: 'changed' });

    expect(await stored()).toEqual(stream);
  });
}
