import type { Entry } from '../../lambdas/core/journal.ts';

const at = '2026-03-01T00:00:00.000Z';
const STREAM = { streamId: '0oa1', streamName: 'Splunk' };
const failure = { code: 'TARGET_REJECTED', message: 'no' } as const;

/** At least one of each that metrics are made of, with everything that it can say. */
export const FIGURED_ENTRIES: readonly Entry[] = [
  {
    what: 'tick',
    requests: 1,
    rateLimited: 0,
    window: { limit: 120, remaining: 90, resetAt: at, share: 60, used: 15 },
    secondsUntilCaughtUp: 0,
    streams: [
      { ...STREAM, status: 'ACTIVE', isDown: false, backlog: 0, oldestUndeliveredSeconds: 0, cursorAgeSeconds: 0 },
    ],
  },
  { what: 'page read', pageId: 'p', events: 0, streams: 1, isFull: false, ms: 80 },
  { what: 'read failed', code: 'OKTA_UNAUTHORIZED', message: '401', streamIds: [] },
  {
    what: 'delivered',
    ...STREAM,
    messageId: 'm',
    delivery: { events: 1, undeliverable: 0, attempts: 1, backlog: 0, durationMs: 30, lagsMs: [500] },
  },
  { what: 'attempt failed', ...STREAM, messageId: 'm', attempt: 1, failure },
  { what: 'set aside', ...STREAM, eventId: 'e', reason: 'too large' },
  { what: 'deactivated', ...STREAM, deactivation: { ...failure, at, attempts: 2 } },
  { what: 'message dropped', ...STREAM, messageId: 'm', events: 1, reason: 'already acknowledged' },
  { what: 'possible gap', ...STREAM, gap: { at, restartedFrom: at, reason: 'refused' } },
  { what: 'rewound', ...STREAM, generation: 1, reason: 'a break' },
  { what: 'dead letter', streamId: '0oa1', messageId: 'm' },
  { what: 'announcement failed', message: 'no table' },
  { what: 'event hook failed', eventId: 'e', message: 'got HTTP 503' },
];
