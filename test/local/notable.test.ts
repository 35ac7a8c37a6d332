import { describe, expect, test } from '@jest/globals';
import { reasonOfStart } from '../../lambdas/core/chosen-start.ts';
import type { Entry } from '../../lambdas/core/journal.ts';
import { notable } from '../../local/notable.ts';

const at = '2026-03-01T00:00:00.000Z';
const SKIPPED = reasonOfStart(new Date(at), '2026-02-28T00:00:00.000Z');
const failure = { code: 'TARGET_REJECTED', message: 'it answered 403' } as const;
const deactivation = { ...failure, at, attempts: 2 };

describe('what a reader of the run sees as it happens', () => {
  test.each<[entry: Entry, text: string, isError: boolean]>([
    [
      { what: 'attempt failed', streamId: 'A', messageId: 'm', attempt: 1, failure },
      'attempt 1 failed: it answered 403',
      true,
    ],
    [
      { what: 'deactivated', streamId: 'A', deactivation },
      'deactivated after 2 attempts (TARGET_REJECTED): it answered 403',
      true,
    ],
    [
      {
        what: 'deactivated',
        streamId: 'A',
        deactivation: { code: 'ADMIN', message: 'by an admin', at, attempts: 0 },
      },
      'deactivated (ADMIN): by an admin',
      true,
    ],
    [{ what: 'created', streamId: 'A' }, 'created by an admin', false],
    [{ what: 'replaced', streamId: 'A' }, 'replaced by an admin', false],
    [{ what: 'deleted', streamId: 'A' }, 'deleted by an admin', false],
    [{ what: 'activated', streamId: 'A', generation: 2 }, 'activated by an admin', false],
    [
      { what: 'announcement failed', streamId: 'A', message: 'the bus refuses' },
      'announcement failed: the bus refuses',
      true,
    ],
    [
      { what: 'set aside', streamId: 'A', eventId: 'e', reason: 'too large' },
      'event e set aside as undeliverable: too large',
      true,
    ],
    [
      { what: 'possible gap', streamId: 'A', gap: { at, restartedFrom: at, reason: 'refused' } },
      `possible gap, reading again from ${at}: refused`,
      true,
    ],
    [{ what: 'possible gap', streamId: 'A', gap: { at, restartedFrom: at, reason: SKIPPED } }, SKIPPED, false],
    [{ what: 'rewound', streamId: 'A', generation: 1, reason: 'a break' }, 'rewound: a break', false],
    [{ what: 'dead letter', streamId: 'A', messageId: 'm' }, 'message m is a dead letter', true],
    [{ what: 'queueing failed', streamId: 'A', message: 'no queue' }, 'queueing failed: no queue', true],
    [
      { what: 'delivery interrupted', streamId: 'A', messageId: 'm', message: 'no time' },
      'delivery interrupted: no time',
      true,
    ],
    [{ what: 'backpressure', streamId: 'A', backlog: 9 }, 'not read on, 9 events wait for delivery', false],
    [
      { what: 'read failed', code: 'OKTA_UNAVAILABLE', message: 'it answered 503', streamIds: ['A'] },
      'read failed (OKTA_UNAVAILABLE): it answered 503',
      true,
    ],
  ])('%j is told', (entry, text, isError) => {
    expect(notable(entry)).toEqual({ text, streamIds: ['A'], isError });
  });

  test.each<[entry: Entry, text: string]>([
    [
      { what: 'request failed', code: 'UNEXPECTED', message: 'the table does not answer' },
      'request failed (UNEXPECTED): the table does not answer',
    ],
    [{ what: 'announcement failed', message: 'nobody was told' }, 'announcement failed: nobody was told'],
    [{ what: 'event hook failed', eventId: 'e', message: 'got HTTP 503' }, 'event hook failed: got HTTP 503'],
  ])('%j is told, and is the trouble of no stream', (entry, text) => {
    expect(notable(entry)).toEqual({ text, streamIds: [], isError: true });
  });

  test('a held poll concerns the org and no stream', () => {
    expect(notable({ what: 'polling held', until: at, message: 'used up' })).toEqual({
      text: `polling held until ${at}: used up`,
      streamIds: [],
      isError: false,
    });
  });

  test.each<[entry: Entry]>([
    [{ what: 'page read', pageId: 'p', ms: 1, events: 1, streams: 1, isFull: true }],
    [{ what: 'slices queued', pageId: 'p', streamId: 'A', events: 1, slices: 1 }],
    [
      {
        what: 'delivered',
        streamId: 'A',
        messageId: 'm',
        delivery: { events: 1, undeliverable: 0, attempts: 1, backlog: 0, durationMs: 5, lagsMs: [] },
      },
    ],
    [{ what: 'message dropped', streamId: 'A', messageId: 'm', events: 1, reason: 'lost a race' }],
    [{ what: 'read lost a race', streamId: 'A' }],
    [{ what: 'tick', requests: 1, rateLimited: 0, streams: [] }],
    [{ what: 'announced', streamId: 'A', eventId: 'e', streams: 1 }],
    [{ what: 'lifecycle event delivered', streamId: 'A', eventId: 'e' }],
    [{ what: 'event hook called', eventId: 'e', requests: 1 }],
    [{ what: 'verified', streamId: 'A' }],
    [{ what: 'request answered', method: 'GET', route: '/api/v1/logs', status: 200, caller: 'ada' }],
  ])('%j is not: it is everyday work', (entry) => {
    expect(notable(entry)).toBeUndefined();
  });
});
