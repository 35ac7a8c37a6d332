import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { synthesize } from '../lib/synthesize.ts';
import { alarmsOf, type Minute, operation, stream, usual } from '../support/alarm-scenario.ts';

const definitions = alarmsOf(synthesize({ monitoringPrefix: 'acme' }));
const everyFiveMinutes = alarmsOf(synthesize({ monitoringPrefix: 'acme', pollInterval: 300 }));

/** So many minutes, of which each is as usual but for what is said here. */
type Phase = readonly [minutes: number, minute: Minute | ((minute: number) => Minute)];

interface Life {
  readonly from?: string;
  readonly phases: readonly Phase[];
}

const AS_USUAL = {};

const security = { streamId: '0oa1', streamName: 'Security events', messageId: 'm' };
const at = '2026-03-02T09:00:00.000Z';
const used = (requests: number) => ({
  limit: 120,
  remaining: 120 - requests,
  resetAt: at,
  share: 60,
  used: requests,
});

const deactivatedByAdmin: Entry = {
  what: 'deactivated',
  deactivation: { code: 'ADMIN', message: 'as asked', at, attempts: 0 },
  ...security,
};
const inactive = stream({ status: 'INACTIVE', oldestUndeliveredSeconds: undefined, cursorAgeSeconds: undefined });

const LIFE: Readonly<Record<string, Life>> = {
  'an idle night, in which nothing happens for hours, and the morning after it': {
    from: '2026-03-02T19:00:00.000Z',
    phases: [
      [2 * 60, AS_USUAL],
      [8 * 60, { events: 0 }],
      [6 * 60, AS_USUAL],
    ],
  },
  'an org without a stream': { phases: [[120, { events: 'none', tick: { streams: [] } }]] },
  'a burst that takes four minutes to read and longer to deliver': {
    phases: [
      [30, AS_USUAL],
      [
        8,
        (minute) => ({
          events: minute <= 4 ? 25_000 : 200,
          tick: {
            requests: 5,
            window: used(minute <= 4 ? 60 : 20),
            secondsUntilCaughtUp: minute <= 4 ? 240 - 60 * minute : 0,
            streams: [stream({ backlog: 40_000 - 5000 * minute, oldestUndeliveredSeconds: 35 * minute })],
          },
        }),
      ],
      [60, AS_USUAL],
    ],
  },
  'one slow batch, of which an attempt fails': {
    phases: [
      [30, AS_USUAL],
      [
        1,
        {
          entries: [
            {
              what: 'attempt failed',
              attempt: 1,
              failure: { code: 'TARGET_UNAVAILABLE', message: 'none' },
              ...security,
            },
            {
              what: 'delivered',
              delivery: {
                events: 500,
                undeliverable: 0,
                attempts: 2,
                backlog: 0,
                durationMs: 19_000,
                lagsMs: [29_000],
              },
              ...security,
            },
          ],
          tick: { streams: [stream({ backlog: 500, oldestUndeliveredSeconds: 32 })] },
        },
      ],
      [60, AS_USUAL],
    ],
  },
  'one 429 in a quiet hour, and the minute without a request that follows it': {
    from: '2026-03-02T02:00:00.000Z',
    phases: [
      [30, { events: 0 }],
      [1, { events: 'none', tick: { rateLimited: 1, window: used(60) } }],
      // Nobody reads, and nobody knows whether there is something to read.
      [
        1,
        {
          events: 'none',
          tick: { requests: 0, streams: [stream({ oldestUndeliveredSeconds: 60, cursorAgeSeconds: 7200 })] },
        },
      ],
      [60, AS_USUAL],
    ],
  },
  'a deployment that costs two polls': {
    phases: [
      [30, AS_USUAL],
      [1, { polls: 4 }],
      [60, AS_USUAL],
    ],
  },
  'a deployment that keeps the poller away for two minutes': {
    phases: [
      [30, AS_USUAL],
      [2, { polls: 0 }],
      [60, AS_USUAL],
    ],
  },
  'an admin who deactivates a stream on purpose, for half a day': {
    phases: [
      [30, AS_USUAL],
      [1, { entries: [deactivatedByAdmin], tick: { streams: [stream(), inactive] } }],
      [12 * 60, { tick: { streams: [stream(), inactive] } }],
    ],
  },
  'a stream that was deactivated, is activated and catches up within three minutes': {
    phases: [
      [30, { events: 'none', tick: { streams: [inactive] } }],
      [
        3,
        (minute) => ({
          events: 3000,
          tick: {
            window: used(20),
            secondsUntilCaughtUp: 180 - 60 * minute,
            streams: [stream({ backlog: 2000, oldestUndeliveredSeconds: 2400 - 600 * (minute - 1) })],
          },
        }),
      ],
      [60, AS_USUAL],
    ],
  },
  'credentials that are rotated': {
    phases: [
      [30, AS_USUAL],
      [
        1,
        { entries: [{ what: 'read failed', code: 'OKTA_UNAUTHORIZED', message: 'HTTP 401', streamIds: ['0oa1'] }] },
      ],
      [60, AS_USUAL],
    ],
  },
  'a request to the admin API that is answered 500, and an announcement that fails, once': {
    phases: [
      [30, AS_USUAL],
      [
        1,
        {
          entries: [{ what: 'announcement failed', message: 'throttled' }],
          aws: [
            {
              namespace: 'AWS/ApiGateway',
              name: '5XXError',
              dimensions: { ApiName: 'Log streams of acme.okta.com' },
              value: 1,
            },
          ],
        },
      ],
      [60, AS_USUAL],
    ],
  },
  'a stream that is created, and deleted again': {
    phases: [
      [30, AS_USUAL],
      [20, { tick: { streams: [stream(), stream({ streamId: '0oa2', streamName: 'Second' })] } }],
      [60, AS_USUAL],
    ],
  },
};

describe('no alarm goes off in', () => {
  test.each(Object.entries(LIFE))('%s', (_life, { from = '2026-03-02T09:00:00.000Z', phases }) => {
    const { pass, remember, states, now } = operation({ definitions, start: new Date(from) });
    remember();

    const changes = phases.flatMap(([minutes, minute]) =>
      pass(minutes, (index) => ({ ...usual(now()), ...(typeof minute === 'function' ? minute(index) : minute) })),
    );

    expect(changes.filter(({ to }) => to === 'ALARM')).toEqual([]);
    expect(states().get('acme-poller-not-running')).toBe('OK');
  });

  test('a deployment that costs two polls where they are five minutes apart', () => {
    const { pass, states } = operation({ definitions: everyFiveMinutes, pollIntervalSeconds: 300 });
    const late = stream({ oldestUndeliveredSeconds: 310 });

    const changes = [pass(60, { events: 900 }), pass(10, { polls: 0 }), pass(60, { tick: { streams: [late] } })];

    expect(changes.flat().filter(({ to }) => to === 'ALARM')).toEqual([]);
    expect(states().get('acme-poller-not-running')).toBe('OK');
  });
});
