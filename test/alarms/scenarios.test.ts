import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { synthesize } from '../lib/synthesize.ts';
import { alarmsOf, type Change, type Minute, operation, stream, usual } from '../support/alarm-scenario.ts';

const definitions = alarmsOf(synthesize({ monitoringPrefix: 'acme' }));

/** What is the matter, minute by minute, and what must come of it. */
interface Scenario {
  readonly trouble: Minute | ((minute: number) => Minute);
  readonly minutes: number;
  /** The minute of the trouble in which the alarm goes off. */
  readonly offAfter: number;
  /** The minute after the trouble in which it is over. */
  readonly overAfter: number;
  /** What else goes off, since it is part of the same trouble. */
  readonly besides?: readonly string[];
}

const failure = { code: 'TARGET_REJECTED', message: 'HTTP 403' } as const;
const security = { streamId: '0oa1', streamName: 'Security events', messageId: 'm' };
const deactivation = { ...failure, at: '2026-03-02T09:00:00.000Z', attempts: 2 };
const unread = (code: 'OKTA_UNAUTHORIZED' | 'OKTA_UNAVAILABLE'): Entry => ({
  what: 'read failed',
  code,
  message: 'HTTP 401',
  streamIds: ['0oa1'],
});
const once = (minute: number, entry: Entry): Minute => (minute === 1 ? { entries: [entry] } : {});
const isDown = stream({ status: 'INACTIVE', isDown: true, oldestUndeliveredSeconds: undefined });
const adminApi = { namespace: 'AWS/ApiGateway', dimensions: { ApiName: 'Log streams of acme.okta.com' } };
const deadLetterQueue = ({ visible = 0, inFlight = 0 } = {}): Minute => {
  const { metric } = definitions.metricAlarms.find(({ name }) => name === 'acme-dead-letters-waiting') ?? {};
  if (!metric) throw new Error('no alarm watches the dead-letter queue');
  return {
    aws: [
      { ...metric, name: 'ApproximateNumberOfMessagesVisible', value: visible },
      { ...metric, name: 'ApproximateNumberOfMessagesNotVisible', value: inFlight },
    ],
  };
};
const exhausted = {
  requests: 10,
  window: { limit: 120, remaining: 40, resetAt: '2026-03-02T10:00:00.000Z', share: 60, used: 60 },
};
const deactivated: readonly Entry[] = [
  { what: 'attempt failed', attempt: 1, failure, ...security },
  { what: 'attempt failed', attempt: 2, failure, ...security },
  { what: 'deactivated', deactivation, ...security },
];

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  // Two attempts failed, and somebody activates the stream soon.
  'stream-deactivated': {
    trouble: { entries: deactivated, tick: { streams: [isDown] } },
    minutes: 1,
    offAfter: 1,
    overAfter: 15,
    besides: ['stream-inactive'],
  },
  // As after an upgrade: it went down while nothing was watched, and nobody activates it.
  'stream-inactive': { trouble: { tick: { streams: [isDown] } }, minutes: 30, offAfter: 1, overAfter: 1 },
  // A target that takes events, but too slowly.
  'lag-over-objective': {
    trouble: (minute) => ({ tick: { streams: [stream({ backlog: 900, oldestUndeliveredSeconds: 60 * minute })] } }),
    minutes: 15,
    offAfter: 9,
    overAfter: 2,
  },
  'poller-not-running': { trouble: { polls: 0 }, minutes: 20, offAfter: 5, overAfter: 1 },
  'credentials-refused': {
    trouble: (minute) => ({
      events: 'none',
      entries: Array.from({ length: 6 }, () => unread('OKTA_UNAUTHORIZED')),
      tick: { streams: [stream({ oldestUndeliveredSeconds: 60 * minute })] },
    }),
    minutes: 6,
    offAfter: 2,
    overAfter: 4,
  },
  // Okta answers 500 to every request; it is lag that somebody is called for.
  'cursor-not-moving': {
    trouble: (minute) => ({
      events: 'none',
      entries: Array.from({ length: 6 }, () => unread('OKTA_UNAVAILABLE')),
      tick: { streams: [stream({ oldestUndeliveredSeconds: 60 * minute, cursorAgeSeconds: 60 * minute })] },
    }),
    minutes: 30,
    offAfter: 14,
    overAfter: 2,
    besides: ['lag-over-objective', 'unhealthy'],
  },
  'rate-limit-exhausted': {
    trouble: {
      events: 30_000,
      tick: exhausted,
    },
    minutes: 30,
    offAfter: 12,
    overAfter: 4,
  },
  'dead-letters': {
    trouble: (minute) => once(minute, { what: 'dead letter', streamId: '0oa1', messageId: 'm' }),
    minutes: 1,
    offAfter: 1,
    overAfter: 15,
  },
  // The function that takes them fails: one is taken again as soon as its visibility timeout is over.
  'dead-letters-waiting': { trouble: deadLetterQueue({ inFlight: 1 }), minutes: 30, offAfter: 11, overAfter: 5 },
  'undeliverable-events': {
    trouble: (minute) => once(minute, { what: 'set aside', eventId: 'e', reason: 'is too large', ...security }),
    minutes: 1,
    offAfter: 1,
    overAfter: 15,
  },
  'possible-gap': {
    trouble: (minute) =>
      once(minute, {
        what: 'possible gap',
        gap: { at: '2026-03-02T09:00:00.000Z', restartedFrom: '2026-03-02T08:00:00.000Z', reason: 'refused' },
        ...security,
      }),
    minutes: 1,
    offAfter: 1,
    overAfter: 15,
  },
  'announcements-failing': {
    trouble: { entries: [{ what: 'announcement failed', streamId: '0oa1', message: 'the bus is throttled' }] },
    minutes: 10,
    offAfter: 3,
    overAfter: 5,
  },
  'event-hook-failing': {
    trouble: (minute) => once(minute, { what: 'event hook failed', eventId: 'e', message: 'got HTTP 503' }),
    minutes: 1,
    offAfter: 1,
    overAfter: 15,
  },
  'admin-api-errors': {
    trouble: { aws: [{ ...adminApi, name: '5XXError', value: 1 }] },
    minutes: 12,
    offAfter: 6,
    overAfter: 20,
  },
  // Polling is well, and Okta hands over nothing while people work.
  'fewer-events-than-usual': { trouble: { events: 0 }, minutes: 120, offAfter: 47, overAfter: 14 },
};

const wentOff = (changes: readonly Change[]): string[] =>
  changes.filter(({ to }) => to === 'ALARM').map(({ alarm }) => alarm.replace('acme-', ''));

const minuteOf = (changes: readonly Change[], name: string, to: Change['to']): number | undefined =>
  changes.find((change) => change.alarm === `acme-${name}` && change.to === to)?.minute;

describe('an alarm', () => {
  const names = [...definitions.metricAlarms, ...definitions.compositeAlarms].map(({ name }) =>
    name.replace('acme-', ''),
  );

  test('has a scenario each', () => {
    expect(names.toSorted()).toEqual([...Object.keys(SCENARIOS), 'unhealthy'].toSorted());
  });

  test.each(Object.entries(SCENARIOS))('%s goes off and is over again', (name, scenario) => {
    const { trouble, minutes, offAfter, overAfter, besides = [] } = scenario;
    const { remember, pass, now } = operation({ definitions });
    remember();
    const well = () => ({ ...usual(now()), ...deadLetterQueue() });
    const before = pass(30, well);

    const during = pass(minutes, (minute) => ({
      ...well(),
      ...(typeof trouble === 'function' ? trouble(minute) : trouble),
    }));
    const after = pass(60, well);

    expect(wentOff(before)).toEqual([]);
    expect(minuteOf(during, name, 'ALARM')).toBe(offAfter);
    expect(minuteOf(after, name, 'OK')).toBe(overAfter);
    expect(new Set(wentOff([...during, ...after]))).toEqual(new Set([name, ...besides, ...unhealthyWith(name)]));
  });
});

const UNHEALTHY = new Set([
  'stream-deactivated',
  'stream-inactive',
  'lag-over-objective',
  'poller-not-running',
  'credentials-refused',
]);

const unhealthyWith = (name: string): string[] => (UNHEALTHY.has(name) ? ['unhealthy'] : []);

describe('the alarm of a deactivation', () => {
  test('goes off again when a second stream goes down while the first is still INACTIVE', () => {
    const { pass, states } = operation({ definitions });
    const second = { ...isDown, streamId: '0oa2', streamName: 'Splunk' };

    const first = pass(60, (minute) => ({
      entries: minute === 1 ? deactivated : [],
      tick: { streams: [isDown, stream({ streamId: '0oa2' })] },
    }));
    const then = pass(5, (minute) => ({
      entries: minute === 2 ? [{ what: 'deactivated', deactivation, streamId: '0oa2' }] : [],
      tick: { streams: [isDown, second] },
    }));

    expect(minuteOf(first, 'stream-deactivated', 'ALARM')).toBe(1);
    expect(minuteOf(first, 'stream-deactivated', 'OK')).toBe(16);
    expect(minuteOf(then, 'stream-deactivated', 'ALARM')).toBe(2);
    expect([states().get('acme-stream-inactive'), states().get('acme-unhealthy')]).toEqual(['ALARM', 'ALARM']);
  });
});

describe('an alarm over what ticks leave out where nothing is read', () => {
  test.each<[name: string, trouble: Minute, minutes: number, overWithin: number]>([
    ['rate-limit-exhausted', { events: 30_000, tick: exhausted }, 30, 15],
    ['fewer-events-than-usual', { events: 0 }, 120, 90],
  ])('is over when the only stream is deactivated: %s', (name, trouble, minutes, overWithin) => {
    const { remember, pass, states } = operation({ definitions });
    remember();
    const inactive = stream({ status: 'INACTIVE', oldestUndeliveredSeconds: undefined });

    const during = pass(minutes, { ...deadLetterQueue(), ...trouble });
    const after = pass(overWithin, {
      events: 'none',
      tick: { requests: 0, window: undefined, secondsUntilCaughtUp: undefined, streams: [inactive] },
    });

    expect(wentOff(during)).toEqual([name]);
    expect(minuteOf(after, name, 'OK')).toBeGreaterThan(0);
    expect(states().get(`acme-${name}`)).toBe('OK');
  });
});

describe('the alarm of dead letters that wait', () => {
  const deadLetters = (queue: (minute: number) => Minute): string[] => {
    const { pass } = operation({ definitions });
    return wentOff(pass(60, (minute) => ({ ...queue(minute) })));
  };

  test('goes off where one is in flight most of the time, and visible in between', () => {
    expect(deadLetters((minute) => deadLetterQueue(minute % 3 === 0 ? { visible: 1 } : { inFlight: 1 }))).toEqual([
      'dead-letters-waiting',
    ]);
  });

  test('does not go off where each is taken at once, though several come in an hour', () => {
    expect(deadLetters((minute) => deadLetterQueue(minute % 12 === 0 ? { inFlight: 1 } : {}))).toEqual([]);
  });
});
