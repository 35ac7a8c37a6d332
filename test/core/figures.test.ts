import { describe, expect, test } from '@jest/globals';
import { figuresOf } from '../../lambdas/core/figures.ts';
import type { Entry } from '../../lambdas/core/journal.ts';
import { ORG_METRICS, STREAM_METRICS, streamLabel } from '../../lambdas/core/metric-names.ts';

const at = '2026-03-01T00:00:00.000Z';
const failure = { code: 'TARGET_REJECTED', message: 'it answered 403' } as const;
const deactivation = { ...failure, at, attempts: 2 };
const splunk = { streamId: '0oa1', streamName: 'Splunk' };
const stream = 'Splunk (0oa1)';
const message = { messageId: 'm' };

const TICK: Entry = {
  what: 'tick',
  requests: 3,
  rateLimited: 1,
  window: { limit: 120, remaining: 90, resetAt: at, share: 60, used: 15 },
  secondsUntilCaughtUp: 40,
  streams: [
    { ...splunk, status: 'ACTIVE', isDown: false, backlog: 7, oldestUndeliveredSeconds: 9, cursorAgeSeconds: 2 },
    { streamId: '0oa2', streamName: 'Bus', status: 'INACTIVE', isDown: true, backlog: 0 },
  ],
};

const CASES: readonly [entry: Entry, figures: object[]][] = [
  [
    { what: 'page read', pageId: 'p', events: 5, streams: 1, isFull: false, ms: 80 },
    [
      { metric: 'PagesRead', values: [1] },
      { metric: 'EventsRead', values: [5] },
      { metric: 'ReadTime', values: [80] },
    ],
  ],
  [
    { what: 'read failed', code: 'OKTA_UNAVAILABLE', message: '503', streamIds: [] },
    [{ metric: 'ReadFailures', values: [1] }],
  ],
  [
    { what: 'read failed', code: 'OKTA_UNAUTHORIZED', message: '401', streamIds: [] },
    [
      { metric: 'ReadFailures', values: [1] },
      { metric: 'CredentialsRefused', values: [1] },
    ],
  ],
  [
    {
      what: 'delivered',
      ...splunk,
      ...message,
      delivery: { events: 2, undeliverable: 0, attempts: 1, backlog: 0, durationMs: 30, lagsMs: [500, 1500] },
    },
    [
      { metric: 'EventsDelivered', stream, values: [2] },
      { metric: 'DeliveryAttempts', stream, values: [1] },
      { metric: 'DeliveryTime', stream, values: [30] },
      { metric: 'Lag', stream, values: [0.5, 1.5] },
    ],
  ],
  [
    { what: 'attempt failed', ...splunk, ...message, attempt: 1, failure },
    [{ metric: 'FailedAttempts', stream, values: [1] }],
  ],
  [
    { what: 'set aside', ...splunk, eventId: 'e', reason: 'too large' },
    [
      { metric: 'EventsUndeliverable', stream, values: [1] },
      { metric: 'UndeliverableEvents', values: [1] },
    ],
  ],
  [
    { what: 'deactivated', ...splunk, deactivation },
    [
      { metric: 'Deactivations', stream, values: [1] },
      { metric: 'DeliveryAttempts', stream, values: [2] },
      { metric: 'StreamDeactivations', values: [1] },
    ],
  ],
  [
    { what: 'deactivated', ...splunk, deactivation: { code: 'ADMIN', message: 'by an admin', at, attempts: 0 } },
    [
      { metric: 'Deactivations', stream, values: [1] },
      { metric: 'DeliveryAttempts', stream, values: [0] },
    ],
  ],
  [
    { what: 'message dropped', ...splunk, ...message, events: 3, reason: 'already acknowledged' },
    [{ metric: 'DuplicatesDropped', stream, values: [3] }],
  ],
  [{ what: 'message dropped', ...splunk, ...message, events: 3, reason: 'stream inactive' }, []],
  [
    { what: 'possible gap', ...splunk, gap: { at, restartedFrom: at, reason: 'refused' } },
    [
      { metric: 'PossibleGaps', stream, values: [1] },
      { metric: 'Gaps', values: [1] },
    ],
  ],
  [{ what: 'rewound', ...splunk, generation: 1, reason: 'a break' }, [{ metric: 'Rewinds', stream, values: [1] }]],
  [{ what: 'dead letter', streamId: '0oa1', messageId: 'm' }, [{ metric: 'DeadLetters', values: [1] }]],
  [{ what: 'announcement failed', message: 'the bus refuses' }, [{ metric: 'AnnouncementFailures', values: [1] }]],
  [
    { what: 'event hook failed', eventId: 'e', message: 'got HTTP 503' },
    [{ metric: 'EventHookFailures', values: [1] }],
  ],
  [
    TICK,
    [
      { metric: 'Ticks', values: [1] },
      { metric: 'OktaRequests', values: [3] },
      { metric: 'RateLimited', values: [1] },
      { metric: 'RateLimitShareUsed', values: [25] },
      { metric: 'RateLimitRemaining', values: [90] },
      { metric: 'SecondsUntilCaughtUp', values: [40] },
      { metric: 'WorstLag', values: [9] },
      { metric: 'WorstCursorAge', values: [2] },
      { metric: 'InactiveStreams', values: [1] },
      { metric: 'StreamActive', stream, values: [1] },
      { metric: 'Backlog', stream, values: [7] },
      { metric: 'OldestUndeliveredAge', stream, values: [9] },
      { metric: 'CursorAge', stream, values: [2] },
      { metric: 'StreamActive', stream: 'Bus (0oa2)', values: [0] },
      { metric: 'Backlog', stream: 'Bus (0oa2)', values: [0] },
    ],
  ],
  [
    { what: 'tick', requests: 0, rateLimited: 0, streams: [] },
    [
      { metric: 'Ticks', values: [1] },
      { metric: 'OktaRequests', values: [0] },
      { metric: 'RateLimited', values: [0] },
      { metric: 'WorstLag', values: [0] },
      { metric: 'WorstCursorAge', values: [0] },
      { metric: 'InactiveStreams', values: [0] },
    ],
  ],
  [{ what: 'activated', streamId: '0oa1', generation: 1 }, []],
];

describe('an entry of the journal', () => {
  test.each(CASES)('%j comes to its metrics', (entry, figures) => {
    expect(figuresOf(entry)).toEqual(figures);
  });

  test('of some kind emits every metric that there is', () => {
    const emitted = new Set(CASES.flatMap(([entry]) => figuresOf(entry)).map(({ metric }) => metric));

    expect([...emitted].toSorted()).toEqual([...Object.keys(ORG_METRICS), ...Object.keys(STREAM_METRICS)].toSorted());
  });
});

describe('a stream in a dimension', () => {
  test.each([
    ['Splunk Cloud', 'Splunk Cloud (0oa1)'],
    ['Zürich', 'Z?rich (0oa1)'],
    ['\u202Eevil\n', '?evil? (0oa1)'],
    ['x'.repeat(300), `${'x'.repeat(200)} (0oa1)`],
  ])('%j is %s', (name, label) => {
    expect(streamLabel({ id: '0oa1', name })).toBe(label);
  });
});
