import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { logJournal } from '../../lambdas/runtime/journal.ts';
import { CapturedLogger } from '../support/captured-logger.ts';
import { deployment } from '../support/deployment.ts';
import { logEvent } from '../support/events.ts';
import { MINUTE } from '../support/manual-clock.ts';

const failure = { code: 'TARGET_REJECTED', message: 'the target answered 403' } as const;
const at = '2026-03-01T00:00:00.000Z';

const DELIVERY = { events: 1, undeliverable: 0, attempts: 1, backlog: 0, durationMs: 5, lagsMs: [] };

/** One of each: a new kind of entry does not compile until it is here. */
const ENTRIES: {
  readonly [What in Exclude<Entry['what'], 'tick'>]: readonly [level: string, Extract<Entry, { what: What }>];
} = {
  'dead letter': ['ERROR', { what: 'dead letter', streamId: 'A', messageId: 'm' }],
  'page read': ['INFO', { what: 'page read', pageId: 'p', ms: 1, events: 1, streams: 2, isFull: false }],
  'slices queued': ['INFO', { what: 'slices queued', pageId: 'p', streamId: 'A', events: 1, slices: 1 }],
  delivered: [
    'INFO',
    {
      what: 'delivered',
      streamId: 'A',
      messageId: 'm',
      delivery: DELIVERY,
    },
  ],
  'request answered': [
    'INFO',
    { what: 'request answered', method: 'GET', route: '/api/v1/logStreams', status: 200, caller: 'ada' },
  ],
  created: ['INFO', { what: 'created', streamId: 'A' }],
  replaced: ['INFO', { what: 'replaced', streamId: 'A' }],
  deleted: ['INFO', { what: 'deleted', streamId: 'A' }],
  announced: ['INFO', { what: 'announced', streamId: 'A', eventId: 'e', streams: 1 }],
  'lifecycle event delivered': ['INFO', { what: 'lifecycle event delivered', streamId: 'A', eventId: 'e' }],
  'event hook called': ['INFO', { what: 'event hook called', eventId: 'e', requests: 1 }],
  'event hook failed': ['ERROR', { what: 'event hook failed', eventId: 'e', message: 'got HTTP 503' }],
  verified: ['INFO', { what: 'verified', streamId: 'A', failure }],
  activated: ['INFO', { what: 'activated', streamId: 'A', generation: 1 }],
  'message dropped': [
    'INFO',
    { what: 'message dropped', streamId: 'A', messageId: 'm', events: 1, reason: 'lost a race' },
  ],
  'read lost a race': ['INFO', { what: 'read lost a race', streamId: 'A' }],
  'polling held': ['WARN', { what: 'polling held', until: at, message: 'the window is used up' }],
  backpressure: ['WARN', { what: 'backpressure', streamId: 'A', backlog: 9 }],
  'attempt failed': ['WARN', { what: 'attempt failed', streamId: 'A', messageId: 'm', attempt: 1, failure }],
  rewound: ['WARN', { what: 'rewound', streamId: 'A', generation: 1, reason: 'a message was lost' }],
  'request failed': ['ERROR', { what: 'request failed', code: 'UNEXPECTED', message: 'the table does not answer' }],
  'announcement failed': ['ERROR', { what: 'announcement failed', streamId: 'A', message: 'the bus refuses' }],
  'queueing failed': ['ERROR', { what: 'queueing failed', streamId: 'A', message: 'the queue does not answer' }],
  'delivery interrupted': [
    'ERROR',
    { what: 'delivery interrupted', streamId: 'A', messageId: 'm', message: 'no time' },
  ],
  'read failed': ['ERROR', { what: 'read failed', code: 'OKTA_UNAVAILABLE', message: '503', streamIds: ['A'] }],
  'set aside': ['ERROR', { what: 'set aside', streamId: 'A', eventId: 'e', reason: 'too large' }],
  'possible gap': [
    'ERROR',
    { what: 'possible gap', streamId: 'A', gap: { at, restartedFrom: at, reason: 'refused' } },
  ],
  deactivated: ['ERROR', { what: 'deactivated', streamId: 'A', deactivation: { ...failure, at, attempts: 2 } }],
};

const logged = (entry: Entry) => {
  const logger = new CapturedLogger();
  logJournal(logger)(entry);
  return logger.lines;
};

const secretive = (n: number, padding = '') => logEvent(n, { more: { actor: `mallory ${padding}` } });

describe('the journal in the log', () => {
  test.each(Object.values(ENTRIES))('says at level %s what happened: %j', (level, entry) => {
    expect(logged(entry)).toContainEqual(expect.objectContaining({ level, message: entry.what }));
  });

  test.each(Object.values(ENTRIES))('keeps the members of an entry as fields, at level %s: %j', (_level, entry) => {
    const { what, message: _sentence, ...members } = { message: '', ...entry };
    if ('delivery' in members)
      Object.assign(members, { delivery: expect.objectContaining({ events: 1, durationMs: 5 }) });

    expect(logged(entry)).toContainEqual(expect.objectContaining({ message: what, ...members }));
  });

  // Powertools reserves the key "message" and drops it from the fields of a line.
  test('keeps the sentence of every entry that has one', () => {
    const sentences = Object.values(ENTRIES).flatMap(([, entry]) => ('message' in entry ? [entry] : []));

    const lost = sentences.filter((entry) => !JSON.stringify(logged(entry)).includes(entry.message));

    expect(lost).toEqual([]);
  });

  test('leaves the distribution of lags to the metrics', () => {
    const delivery = { events: 1, undeliverable: 0, attempts: 1, backlog: 0, durationMs: 5, lagsMs: [7] };

    const [line] = logged({ what: 'delivered', streamId: 'A', messageId: 'm', delivery });

    expect(JSON.stringify(line)).not.toContain('lagsMs');
  });

  test('has no line for a tick, of which every one would say the same', () => {
    expect(logged({ what: 'tick', requests: 1, rateLimited: 0, streams: [] })).toEqual([]);
  });

  test('is one line for each entry', () => {
    const counts = Object.values(ENTRIES).map(([, entry]) => [entry.what, logged(entry).length]);

    expect(counts).toEqual(Object.keys(ENTRIES).map((what) => [what, 1]));
  });

  test('never holds the text of an event', async () => {
    const logger = new CapturedLogger();
    const journal = logJournal(logger);
    const made = await deployment({ maxPackedBytes: 900 });
    made.target.neverTakes('event-0001');
    made.target.plan('A', { kind: 'fail' }, { kind: 'hang' });
    made.log.append(secretive(1), secretive(2), secretive(3, 'x'.repeat(2_000)), secretive(4));

    for (let ticks = 0; ticks < 3; ticks += 1) {
      await made.tick({ ...made.pollDeps, journal });
      await made.deliverBatch({ ...made.deliverDeps, journal });
      await made.activate('A');
      made.clock.pass(6 * MINUTE);
    }

    expect(logger.lines.map(({ message }) => message)).toEqual(expect.arrayContaining(['set aside', 'deactivated']));
    expect(JSON.stringify(logger.lines)).not.toContain('mallory');
  });
});
