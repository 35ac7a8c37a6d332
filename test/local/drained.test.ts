import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { tailWatch } from '../../local/drained.ts';

const read = (events: number, streams: number): Entry => ({
  what: 'page read',
  pageId: 'p',
  ms: 1,
  events,
  streams,
  isFull: false,
});
const readFull = (streams: number): Entry => ({
  what: 'page read',
  pageId: 'p',
  ms: 1,
  events: 1_000,
  streams,
  isFull: true,
});
const queued = (streamId: string): Entry => ({ what: 'slices queued', pageId: 'p', streamId, events: 5, slices: 1 });
const queueingFailed: Entry = { what: 'queueing failed', streamId: 'A', message: 'no queue' };
const readFailed: Entry = { what: 'read failed', code: 'OKTA_UNAVAILABLE', message: '503', streamIds: ['A'] };
const raced: Entry = { what: 'read lost a race', streamId: 'A' };
const rewound: Entry = { what: 'rewound', streamId: 'A', generation: 1, reason: 'a break' };
const activated: Entry = { what: 'activated', streamId: 'A', generation: 1 };

/** Two ACTIVE streams; one list of entries a tick. */
const isAtTail = (...ticks: readonly (readonly Entry[])[]): boolean => {
  const watch = tailWatch();
  for (const [index, entries] of ticks.entries()) {
    for (const entry of entries) watch.observe(entry, `tick ${index}`);
  }
  return watch.isAtTail(2);
};

describe('the end of a foreign System Log', () => {
  test.each<[name: string, ticks: Entry[][]]>([
    ['an empty page for all streams', [[read(0, 2)]]],
    ['a page that every stream has queued', [[read(5, 2), queued('A'), queued('B')]]],
    ['full pages and then one that is not', [[readFull(2), queued('A'), queued('B'), read(0, 2)]]],
    ['separate reads of two streams', [[read(0, 1), read(5, 1), queued('B')]]],
    ['a later tick in which all goes well', [[readFailed], [read(0, 2)]]],
    [
      'a tick after a rewind',
      [
        [read(0, 2), rewound],
        [read(5, 2), queued('A'), queued('B')],
      ],
    ],
    ['the same page of old events again', [[read(5, 2)], [read(5, 2)]]],
  ])('is reached with %s', (_name, ticks) => {
    expect(isAtTail(...ticks)).toBe(true);
  });

  test.each<[name: string, ticks: Entry[][]]>([
    ['before anything was read', []],
    ['while a page is not queued', [[read(5, 2), queued('A')]]],
    ['with a page of new events just read', [[read(0, 2)], [read(5, 2)]]],
    ['behind a full page', [[readFull(2), queued('A'), queued('B')]]],
    ['while one of two streams reads on', [[readFull(1), queued('A'), read(0, 1)]]],
    ['when the read of one stream failed', [[readFailed, read(0, 1)]]],
    ['when a page could not be queued', [[read(5, 2), queued('B'), queueingFailed]]],
    ['when the same page cannot be queued again', [[read(5, 2), queueingFailed, queueingFailed], [read(5, 2)]]],
    ['when another poller was faster', [[read(5, 2), queued('B'), raced]]],
    ['when a stream was rewound since', [[read(0, 2), rewound]]],
    ['when a stream was activated since', [[read(0, 2), activated]]],
  ])('is not reached %s', (_name, ticks) => {
    expect(isAtTail(...ticks)).toBe(false);
  });

  test('is reached at once when no stream is ACTIVE', () => {
    expect(tailWatch().isAtTail(0)).toBe(true);
  });
});
