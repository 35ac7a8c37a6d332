import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Cursor, Page } from '../../lambdas/core/position.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { cursor } from '../support/log-streams.ts';
import { DAY, type ManualClock, MINUTE, SECOND, START } from '../support/manual-clock.ts';
import { noTimeout, tokenAuthorization } from '../support/okta-fake.ts';

export interface OrgUnderTest {
  readonly url: URL;
  readonly fetch: typeof fetch;
  /** The org's clock, and the client's. */
  readonly clock: ManualClock;
  /** What the org takes as an SSWS token. */
  readonly token: string;
  /** Persists events with these uuids now, in this order. */
  persist(...uuids: readonly string[]): void;
  /** Persists one event with this text. */
  persistText(uuid: string, text: string): void;
  expireCursors(): void;
  stop(): Promise<void>;
}

const REQUESTS_PER_MINUTE = 3;

/** What every org promises to the client of its System Log. `create` answers one without events. */
export function describeSystemLog(
  name: string,
  create: (options: { readonly requestsPerMinute: number }) => Promise<OrgUnderTest>,
): void {
  describe.each([{ name }])('$name', () => {
    let org: OrgUnderTest;
    const renewed = async (requestsPerMinute = 1_000): Promise<OrgUnderTest> => {
      await org.stop();
      org = await create({ requestsPerMinute });
      return org;
    };
    beforeEach(async () => {
      org = await create({ requestsPerMinute: 1_000 });
    });
    afterEach(() => org.stop());

    /** One that knows nothing yet of the org's rate limit, and takes all of it. */
    const clientOf = (...tokens: readonly string[]) =>
      systemLogClient({
        orgUrl: org.url,
        authorization: tokenAuthorization(...(tokens.length === 0 ? [org.token] : tokens)),
        fetch: org.fetch,
        now: org.clock.now,
        timeout: noTimeout,
        rateLimitShare: 1,
      });
    const fetchPage = (at: Cursor): Promise<Page> => clientOf().fetchPage(at);
    const from = (since: Date, limit = 1_000): Cursor =>
      cursor(`${org.url.origin}/api/v1/logs?since=${since.toISOString()}&sortOrder=ASCENDING&limit=${limit}`);
    const uuidsOf = ({ events }: Page): string[] => events.map(({ id }) => id);
    const read = async (at: Cursor): Promise<string[]> => uuidsOf(await fetchPage(at));
    /** An instant so many milliseconds after the first one. */
    const after = (ms: number): Date => new Date(START.getTime() + ms);

    test('gives events in the order in which they were persisted, not in which they happened', async () => {
      const text = (uuid: string, at: Date) => JSON.stringify({ uuid, published: at.toISOString() });
      org.persistText('late', text('late', after(0)));
      org.persistText('later', text('later', after(-5 * MINUTE)));
      org.persistText('latest', text('latest', after(-MINUTE)));

      expect(await read(from(START))).toEqual(['late', 'later', 'latest']);
    });

    test('gives the text of an event character by character', async () => {
      const text = '{ "uuid":"odd", "n":12345678901234567890.10, "s":"\\u0000 \\ud800 👩‍🚒", "published":"2026" }';
      org.persistText('odd', text);

      expect((await fetchPage(from(START))).events[0]?.json.toString()).toBe(text);
    });

    test('gives every event once to those who follow the next links', async () => {
      org.persist('a', 'b', 'c', 'd', 'e');
      const pages: string[][] = [];
      for (let at = from(START, 2); pages.length < 4;) {
        const page = await fetchPage(at);
        pages.push(uuidsOf(page));
        at = page.next;
      }

      expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e'], []]);
    });

    test('gives a next link with an empty page, behind which new events are found', async () => {
      const empty = await fetchPage(from(START));
      const emptyAgain = await fetchPage(empty.next);
      org.persist('a');

      expect([uuidsOf(empty), uuidsOf(emptyAgain)]).toEqual([[], []]);
      expect(await read(emptyAgain.next)).toEqual(['a']);
    });

    test('lets a page that was not full grow between two reads of the same link', async () => {
      org.persist('a');
      const { next } = await fetchPage(from(START, 3));
      org.persist('b');
      const before = await read(next);
      org.persist('c', 'd', 'e');

      expect(before).toEqual(['b']);
      expect(await read(next)).toEqual(['b', 'c', 'd']);
    });

    test('keeps the limit in its next links, so that a full page is told from the last one', async () => {
      org.persist('a', 'b', 'c', 'd', 'e');
      const first = await fetchPage(from(START, 2));
      const second = await fetchPage(first.next);
      const third = await fetchPage(second.next);
      const fourth = await fetchPage(third.next);

      expect([first, second, third, fourth].map(({ isFull }) => isFull)).toEqual([true, true, false, false]);
    });

    test('gives what was persisted since a moment, that moment included, whenever it happened', async () => {
      org.persist('before');
      org.clock.pass(SECOND);
      const text = JSON.stringify({ uuid: 'late', published: after(-DAY).toISOString() });
      org.persistText('late', text);
      org.clock.pass(SECOND);
      org.persist('behind');

      expect(await read(from(after(SECOND)))).toEqual(['late', 'behind']);
      expect(await read(from(after(SECOND + 1)))).toEqual(['behind']);
    });

    test('gives nothing that it has had for more than 90 days, by either kind of link', async () => {
      const { next } = await fetchPage(from(START));
      org.persist('old');
      org.clock.pass(DAY);
      org.persist('new');
      org.clock.pass(89 * DAY - SECOND);
      const onTheLastDay = [await read(from(START)), await read(next)];
      org.clock.pass(2 * SECOND);

      expect(onTheLastDay).toEqual([
        ['old', 'new'],
        ['old', 'new'],
      ]);
      expect([await read(from(START)), await read(next)]).toEqual([['new'], ['new']]);
    });

    test.each([
      ['that was made up', () => cursor(`${org.url.origin}/api/v1/logs?after=made-up&limit=10`)],
      ['with a start of more than 180 days ago', () => from(after(-180 * DAY - SECOND))],
    ])('refuses a link %s', async (_what, link) => {
      await expect(fetchPage(link())).rejects.toMatchObject({ code: 'CURSOR_REFUSED' });
    });

    test('refuses a link with a start as well as a place', async () => {
      const { next } = await fetchPage(from(START));

      const both = fetchPage(cursor(`${next}&since=${START.toISOString()}`));

      await expect(both).rejects.toMatchObject({ code: 'CURSOR_REFUSED' });
    });

    test('refuses the links that it gave when they have expired, and takes those that it gives then', async () => {
      org.persist('a');
      const { next } = await fetchPage(from(START));
      org.expireCursors();
      org.persist('b');

      await expect(fetchPage(next)).rejects.toMatchObject({ code: 'CURSOR_REFUSED' });
      const again = await fetchPage(from(START, 1));
      expect(uuidsOf(again)).toEqual(['a']);
      expect(await read(again.next)).toEqual(['b']);
    });

    test('lets nobody in with another token', async () => {
      await expect(clientOf('wrong').fetchPage(from(START))).rejects.toMatchObject({ code: 'OKTA_UNAUTHORIZED' });
    });

    test('lets in who has renewed a token that it refused', async () => {
      org.persist('a');

      expect(uuidsOf(await clientOf('wrong', org.token).fetchPage(from(START)))).toEqual(['a']);
    });

    test('tells with each answer what is left of the window', async () => {
      await renewed(REQUESTS_PER_MINUTE);
      const client = clientOf();
      const left: unknown[] = [];
      for (let request = 0; request < REQUESTS_PER_MINUTE; request += 1) {
        await client.fetchPage(from(START));
        left.push(client.usage().window?.remaining);
      }

      expect(client.usage().window).toMatchObject({ limit: REQUESTS_PER_MINUTE, used: REQUESTS_PER_MINUTE });
      expect(left).toEqual([2, 1, 0]);
    });

    test('counts what it refuses', async () => {
      await renewed(REQUESTS_PER_MINUTE);
      await expect(clientOf('wrong').fetchPage(from(START))).rejects.toMatchObject({ code: 'OKTA_UNAUTHORIZED' });
      const client = clientOf();
      // The first client has asked twice: a token that is refused is read again.
      await client.fetchPage(from(START));

      expect(client.usage().window).toMatchObject({ remaining: 0 });
    });

    test('answers 429 once the window is used up, and leads to its end', async () => {
      const { clock, persist } = await renewed(REQUESTS_PER_MINUTE);
      persist('a');
      for (let request = 0; request < REQUESTS_PER_MINUTE; request += 1) await fetchPage(from(START));

      const error: unknown = await fetchPage(from(START)).catch((refused: unknown) => refused);
      const { retryAt } = error as { readonly retryAt: Date };
      const waitMs = retryAt.getTime() - clock.now().getTime();

      expect(error).toMatchObject({ code: 'OKTA_RATE_LIMITED' });
      expect(waitMs).toBeGreaterThan(SECOND);
      expect(waitMs).toBeLessThanOrEqual(MINUTE + SECOND);
      // The client waits a second longer, for both of Okta's times are cut to seconds.
      clock.pass(waitMs - SECOND - 1);
      await expect(fetchPage(from(START))).rejects.toMatchObject({ code: 'OKTA_RATE_LIMITED' });
      clock.pass(SECOND + 1);
      expect(await read(from(START))).toEqual(['a']);
    });

    test('begins its windows off the minute', async () => {
      const client = clientOf();
      await client.fetchPage(from(START));

      const { resetAt = '' } = client.usage().window ?? {};

      expect((Date.parse(resetAt) - SECOND) % MINUTE).not.toBe(0);
    });
  });
}
