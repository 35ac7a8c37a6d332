import * as fc from 'fast-check';
import type { LogEvent } from '../../../lambdas/core/log-event.ts';
import { dividePage } from '../../../lambdas/core/page-slices.ts';
import type { EventQueue, PackedEvents } from '../../../lambdas/core/ports.ts';
import {
  type Cursor,
  eventsAfter,
  type Page,
  placeKey,
  type Position,
  positionBehind,
  positionInPage,
  startAt,
} from '../../../lambdas/core/position.ts';
import { cutIntoRuns } from '../../../lambdas/core/slice.ts';
import { hostileText } from '../arbitraries/hostile-text.ts';
import { eventOfSize, publishedText } from '../arbitraries/log-events.ts';
import { claim, claimSame } from '../claims.ts';
import { fuzzTarget } from '../fuzz-target.ts';

const NOW = new Date('2026-03-01T00:00:00.000Z');

interface Input {
  readonly events: readonly LogEvent[];
  /** Which event a reader stands behind, or an id that is in no page. */
  readonly after: number | string;
  readonly midPage: boolean;
  readonly isFull: boolean;
  readonly maxBytes: number;
  readonly maxPacked: number;
}

const ids = fc.oneof(fc.uuid(), fc.constantFrom('same', 'sha256:abc', '__proto__'), hostileText(4));
const event = fc
  .tuple(eventOfSize(fc.nat(600)), ids, publishedText)
  .map(([base, id, published]) => ({ ...base, id: id || 'x', published }));

const inputs: fc.Arbitrary<Input> = fc.record({
  events: fc.array(event, { maxLength: 12 }),
  after: fc.oneof(fc.nat(14), fc.constantFrom('elsewhere', 'same', '')),
  midPage: fc.boolean(),
  isFull: fc.boolean(),
  maxBytes: fc.integer({ min: 1, max: 4_000 }),
  maxPacked: fc.integer({ min: 0, max: 2_000 }),
});

const REAL = { cutIntoRuns, dividePage, eventsAfter, positionInPage, positionBehind, placeKey };

export const pageDivisionTarget = fuzzTarget<Input, typeof REAL>({
  name: 'page-division',
  covers: ['lambdas/core/slice.ts', 'lambdas/core/page-slices.ts', 'lambdas/core/position.ts'],
  inputs,
  subject: REAL,
  check(subject, { events, after, midPage, isFull, maxBytes, maxPacked }) {
    const id = typeof after === 'number' ? events[after]?.id : after;
    const page: Page = { cursor: 'page' as Cursor, next: 'next' as Cursor, events, isFull };
    const position: Position = { ...startAt(page.cursor), midPage, after: id, count: 7 };

    const rest = subject.eventsAfter(position, page);
    const first = events.findIndex((each) => each.id === id);
    claimSame(
      rest.length,
      midPage ? events.length - 1 - first : events.length,
      'the number of events behind the position',
    );
    claim(
      rest.every((each, index) => each === events[events.length - rest.length + index]),
      'what is left is not the end of the page',
    );

    const runs = subject.cutIntoRuns(rest, maxBytes);
    claim(
      runs.every((run) => run.length === 1 || bytesOf(run) <= maxBytes),
      'a run is larger than allowed',
    );
    claim(
      runs.every((run, index) => index === 0 || bytesOf([...(runs[index - 1] ?? []), ...run.slice(0, 1)]) > maxBytes),
      'there are more runs than it takes',
    );
    claimAll(runs.flat(), rest);

    const divided = subject.dividePage(position, page, queueOf(maxPacked));
    claimAll(
      divided.flatMap((run) => run.events),
      rest,
    );
    claim(
      divided.every((run) => run.tooLarge || run.packed.length <= maxPacked),
      'a run does not fit a message',
    );
    claim(
      divided.every(
        (run) =>
          !run.tooLarge || (run.events.length === 1 && packedSize(run.events) > maxPacked && run.packed === ''),
      ),
      'more was left out than what fits no message',
    );

    let at = position;
    for (const run of divided) at = subject.positionInPage(at, run.events, page.cursor, NOW);
    const behind = subject.positionBehind(position, rest, page, NOW);
    claimSame(at.count, position.count + rest.length, 'the count in the page');
    claimSame(
      [behind.count, behind.midPage, behind.cursor],
      [at.count, false, page.next],
      'the position behind the page',
    );
    claimSame(behind.after, rest.at(-1)?.id ?? id, 'the last event');
    if (behind.asOf !== undefined)
      claim(Date.parse(behind.asOf) <= NOW.getTime(), `what is read was persisted later, ${behind.asOf}`);
    if (rest.length > 0)
      claimSame(
        subject.eventsAfter(at, { ...page, events: unlikeLast(events) }).length,
        0,
        'what is behind the last event',
      );
    claimPlaces(subject.placeKey, at, behind);
    return 'taken';
  },
  defects: {
    'loses an event that stands alone': (real) => ({
      ...real,
      cutIntoRuns: (events, maxBytes) =>
        real.cutIntoRuns(events, maxBytes).filter((run) => bytesOf(run) <= (maxBytes ?? 0)),
    }),
    'lets a run be one event too long': (real) => ({
      ...real,
      cutIntoRuns: (events, maxBytes) => real.cutIntoRuns(events, Number(maxBytes) + 600),
    }),
    'sends what fits no message': (real) => ({
      ...real,
      dividePage: (position, page) => real.dividePage(position, page, queueOf(Number.POSITIVE_INFINITY)),
    }),
    'repeats the event that it stands behind': (real) => ({
      ...real,
      eventsAfter: (position, page) =>
        position.midPage
          ? page.events.slice(
              Math.max(
                0,
                page.events.findIndex(({ id }) => id === position.after),
              ),
            )
          : page.events,
    }),
    'skips to the last copy': (real) => ({
      ...real,
      eventsAfter: (position, page) =>
        position.midPage
          ? page.events.slice(page.events.findLastIndex(({ id }) => id === position.after) + 1)
          : page.events,
    }),
    'takes events with one text for one place': (real) => ({ ...real, placeKey: ({ after }) => String(after) }),
  },
});

/** Ids in which the last event is found at its own place. */
const unlikeLast = (events: readonly LogEvent[]): readonly LogEvent[] =>
  events.map((each, index) =>
    index < events.length - 1 && each.id === events.at(-1)?.id ? { ...each, id: `${each.id} ${index}` } : each,
  );

function claimPlaces(key: typeof placeKey, a: Position, b: Position): void {
  const isHashed = a.after?.startsWith('sha256:') === true;
  if (a.after === undefined || isHashed)
    claimSame(
      key(a) === key(b),
      a.cursor === b.cursor && a.midPage === b.midPage,
      'whether two positions are one place',
    );
  else claimSame(key(a), key(b), 'the place behind one event');
}

function claimAll(got: readonly LogEvent[], wanted: readonly LogEvent[]): void {
  claim(
    got.length === wanted.length && got.every((each, index) => each === wanted[index]),
    `${wanted.length} events became ${got.length}, or others, or in another order`,
  );
}

/** What an event adds to its own text. */
const bytesOf = (run: readonly LogEvent[]): number => run.reduce((sum, { json }) => sum + json.length + 300, 0);

const packedSize = (events: readonly LogEvent[]): number => events.reduce((sum, { json }) => sum + json.length, 0);

/** A queue whose messages have so many bytes at most. */
const queueOf = (maxPacked: number): EventQueue => ({
  nothing: '' as PackedEvents,
  pack: (events) => (packedSize(events) <= maxPacked ? ('x'.repeat(packedSize(events)) as PackedEvents) : undefined),
  send: () => Promise.resolve(),
  sendLifecycle: () => Promise.resolve(),
});
