import { describe, expect, test } from '@jest/globals';
import { eventsAfter, placeKey, positionBehind, positionInPage, startAt } from '../../lambdas/core/position.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { behind, cursor } from '../support/log-streams.ts';
import { START } from '../support/manual-clock.ts';

const page = { cursor: cursor('this page'), next: cursor('the next page'), isFull: false, events: logEvents(4) };

/** The id of an event without a uuid. */
const HASH = `sha256:${'ab'.repeat(32)}`;

describe('the same place', () => {
  test.each([
    ['the same last event behind another cursor', behind('e1'), behind('e1', { cursor: cursor('other') }), true],
    ['the same last event in mid-page', behind('e1'), behind('e1', { midPage: true }), true],
    ['another last event', behind('e1'), behind('e2', { cursor: behind('e1').cursor }), false],
    ['no event yet and the same cursor', startAt(cursor('c')), startAt(cursor('c')), true],
    ['no event yet and another cursor', startAt(cursor('c')), startAt(cursor('d')), false],
    [
      'the hash of a text that may stand twice, behind another cursor',
      behind(HASH),
      behind(HASH, { cursor: cursor('other') }),
      false,
    ],
    ['such a hash behind the same cursor', behind(HASH), behind(HASH), true],
    ['an event named like a cursor', startAt(cursor('c')), behind('c'), false],
  ])('%s: %#', (_case, a, b, expected) => {
    expect(placeKey(a) === placeKey(b)).toBe(expected);
  });
});

describe('what lies after a position', () => {
  test('is the whole page when the cursor points right behind the last event', () => {
    expect(eventsAfter(behind('event-0002'), page)).toEqual(page.events);
  });

  test('in mid-page is what follows the last event', () => {
    expect(idsOf(eventsAfter(behind('event-0002', { midPage: true }), page))).toEqual(['event-0003', 'event-0004']);
  });

  test('is the whole page when the last event is not in it', () => {
    expect(eventsAfter(behind('event-0009', { midPage: true }), page)).toEqual(page.events);
  });

  test('begins behind the first copy of an event that is there twice, because repeating is safe and skipping is not', () => {
    const repeated = [logEvent(1), logEvent(2), logEvent(1), logEvent(3)];

    const after = eventsAfter(behind('event-0001', { midPage: true }), { ...page, events: repeated });

    expect(idsOf(after)).toEqual(['event-0002', 'event-0001', 'event-0003']);
  });
});

const NOW = new Date(START.getTime() + 60_000);

describe('a position', () => {
  const from = behind('event-0000', { count: 7, asOf: '2026-01-01T00:00:00.000Z' });

  test('in mid-page is found again from the link of its page', () => {
    expect(positionInPage(from, logEvents(2), page.cursor, NOW)).toEqual({
      cursor: page.cursor,
      after: 'event-0002',
      midPage: true,
      asOf: logEvent(2).published,
      count: 9,
    });
  });

  test('in mid-page leaves exactly the rest of the page', () => {
    expect(eventsAfter(positionInPage(from, logEvents(3), page.cursor, NOW), page)).toEqual([logEvent(4)]);
  });

  test('does not move over no events', () => {
    expect(positionInPage(from, [], page.cursor, NOW)).toBe(from);
  });

  test('behind a page is found from the next link', () => {
    expect(positionBehind(from, page.events, { ...page, isFull: true }, NOW)).toEqual({
      cursor: page.next,
      after: 'event-0004',
      midPage: false,
      asOf: logEvent(4).published,
      count: 11,
    });
  });

  test('behind a page without anything new keeps the last event', () => {
    expect(positionBehind(from, [], { ...page, isFull: true }, NOW)).toEqual({ ...from, cursor: page.next });
  });

  test('identifies an event without a uuid by the hash it carries as its id', () => {
    const hashed = logEvent(1, { id: `sha256:${'ab'.repeat(32)}` });

    const at = positionInPage(from, [hashed], page.cursor, NOW);

    expect(idsOf(eventsAfter(at, { ...page, events: [hashed, logEvent(2)] }))).toEqual(['event-0002']);
  });

  test('at the tail is as of the read, because what comes behind it was persisted after that', () => {
    expect(positionBehind(from, page.events, { ...page, isFull: false }, NOW).asOf).toBe(NOW.toISOString());
  });

  test('is never as of a moment after the read, though an event says so', () => {
    const future = logEvent(1, { published: '2099-01-01T00:00:00.000Z' });

    expect(positionInPage(from, [future], page.cursor, NOW).asOf).toBe(NOW.toISOString());
  });

  test('knows when its last event with a time was published', () => {
    const events = [logEvent(1), logEvent(2, { published: 'no date' }), logEvent(3, { published: undefined })];

    expect(positionInPage(from, events, page.cursor, NOW).asOf).toBe(logEvent(1).published);
  });

  test('keeps the time of the one before it when its events tell none', () => {
    const timeless = logEvent(1, { published: '2026-02-30T25:00:00Z' });

    expect(positionInPage(from, [timeless], page.cursor, NOW).asOf).toBe(from.asOf);
  });

  test('at a start has no last event and counts none', () => {
    expect(startAt(cursor(START.toISOString()))).toEqual({ cursor: START.toISOString(), midPage: false, count: 0 });
  });
});
