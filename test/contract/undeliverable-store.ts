import { beforeEach, describe, expect, test } from '@jest/globals';
import type { UndeliverableStore } from '../../lambdas/core/ports.ts';
import { logEvent, withText, textOf } from '../support/events.ts';
import { logStream } from '../support/log-streams.ts';

export interface UndeliverableUnderTest {
  readonly store: UndeliverableStore;
  /** What is set aside for a stream: the texts of the events and the reasons. */
  kept(streamId: string): Promise<readonly { readonly text: string; readonly reason: string }[]>;
}

/** What every store of undeliverable events promises. `create` answers a new, empty one. */
export function describeUndeliverableStore(name: string, create: () => Promise<UndeliverableUnderTest>): void {
  describe.each([{ name }])('$name', () => {
    let under: UndeliverableUnderTest;
    const a = logStream({ id: 'A' });
    const reason = 'the event has 5 MB, more than the target takes';

    beforeEach(async () => {
      under = await create();
    });

    test('keeps an event character by character, with the reason', async () => {
      const odd = withText('{ "n":1.10,"n":"👩‍🚒 \u0001 \\ud800" }', 'odd');

      await under.store.setAside(a, odd, reason);

      expect(await under.kept('A')).toMatchObject([{ text: textOf(odd), reason }]);
    });

    test('keeps one of an event that is set aside twice', async () => {
      await under.store.setAside(a, logEvent(1), reason);
      await under.store.setAside(a, logEvent(1), reason);

      expect(await under.kept('A')).toHaveLength(1);
    });

    test('keeps an event once for each stream', async () => {
      await under.store.setAside(a, logEvent(1), reason);
      await under.store.setAside(logStream({ id: 'B' }), logEvent(1), reason);

      expect([await under.kept('A'), await under.kept('B')]).toMatchObject([[{ reason }], [{ reason }]]);
    });

    test.each([
      ['a path', '../other/../event'],
      ['blanks and signs', 'a b?c#d&e=f%g'],
      ['letters beyond ASCII', 'événement 日本'],
    ])('tells events apart whose ids look like %s', async (_like, id) => {
      await under.store.setAside(a, logEvent(1, { id }), reason);
      await under.store.setAside(a, logEvent(2, { id: `${id}.` }), reason);

      expect(await under.kept('A')).toHaveLength(2);
    });

    test('keeps an event whose id, published or reason holds letters beyond ASCII and line ends', async () => {
      const said = 'Splunk answered “nein”\r\nx-evil: 1';

      await under.store.setAside(a, logEvent(1, { published: 'née\n2026' }), said);

      expect(await under.kept('A')).toMatchObject([{ reason: said }]);
    });
  });
}
