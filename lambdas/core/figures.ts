import { isChosen } from './chosen-start.ts';
import type { ErrorCode } from './errors.ts';
import type { Entry, OfStream, StreamState, TickEntry } from './journal.ts';
import { type OrgMetric, type StreamMetric, streamLabel } from './metric-names.ts';
import { unreachable } from './unreachable.ts';

/** One metric's values, of the org or of a stream. */
export type Figure =
  | { readonly metric: OrgMetric; readonly values: readonly number[] }
  | { readonly metric: StreamMetric; readonly stream: string; readonly values: readonly number[] };

/** The codes that only an admin can mend: wrong or missing credentials. */
const CREDENTIALS: ReadonlySet<ErrorCode> = new Set(['OKTA_UNAUTHORIZED', 'SECRET_INVALID'] satisfies ErrorCode[]);

/** What an entry of the journal comes to in metrics; most come to nothing. */
export function figuresOf(entry: Entry): readonly Figure[] {
  switch (entry.what) {
    case 'tick':
      return figuresOfTick(entry);
    case 'page read':
      return [org('PagesRead', 1), org('EventsRead', entry.events), org('ReadTime', entry.ms)];
    case 'read failed':
      return [org('ReadFailures', 1), ...(CREDENTIALS.has(entry.code) ? [org('CredentialsRefused', 1)] : [])];
    case 'delivered': {
      const { events, attempts, durationMs, lagsMs } = entry.delivery;
      return [
        of(entry, 'EventsDelivered', events),
        of(entry, 'DeliveryAttempts', attempts),
        of(entry, 'DeliveryTime', durationMs),
        ...(lagsMs.length > 0 ? [of(entry, 'Lag', ...lagsMs.map((ms) => ms / 1000))] : []),
      ];
    }
    case 'attempt failed':
      return [of(entry, 'FailedAttempts', 1)];
    case 'set aside':
      return [of(entry, 'EventsUndeliverable', 1), org('UndeliverableEvents', 1)];
    case 'deactivated': {
      const { code, attempts } = entry.deactivation;
      const byUs = code === 'ADMIN' ? [] : [org('StreamDeactivations', 1)];
      return [of(entry, 'Deactivations', 1), of(entry, 'DeliveryAttempts', attempts), ...byUs];
    }
    case 'message dropped':
      return entry.reason === 'already acknowledged' ? [of(entry, 'DuplicatesDropped', entry.events)] : [];
    case 'possible gap':
      // What an admin chose to skip is no surprise.
      return isChosen(entry.gap) ? [] : [of(entry, 'PossibleGaps', 1), org('Gaps', 1)];
    case 'rewound':
      return [of(entry, 'Rewinds', 1)];
    case 'dead letter':
      return [org('DeadLetters', 1)];
    case 'announcement failed':
      return [org('AnnouncementFailures', 1)];
    case 'event hook failed':
      return [org('EventHookFailures', 1)];
    case 'slices queued':
    case 'polling held':
    case 'backpressure':
    case 'read lost a race':
    case 'queueing failed':
    case 'delivery interrupted':
    case 'request answered':
    case 'request failed':
    case 'created':
    case 'replaced':
    case 'deleted':
    case 'activated':
    case 'announced':
    case 'lifecycle event delivered':
    case 'event hook called':
    case 'verified':
      return [];
    default:
      return unreachable(entry);
  }
}

function figuresOfTick({ requests, rateLimited, window, secondsUntilCaughtUp, streams }: TickEntry): Figure[] {
  const active = streams.filter(({ status }) => status === 'ACTIVE');
  return [
    org('Ticks', 1),
    org('OktaRequests', requests),
    org('RateLimited', rateLimited),
    ...(window ? [org('RateLimitShareUsed', (100 * window.used) / window.share)] : []),
    ...(window?.remaining === undefined ? [] : [org('RateLimitRemaining', window.remaining)]),
    ...(secondsUntilCaughtUp === undefined ? [] : [org('SecondsUntilCaughtUp', secondsUntilCaughtUp)]),
    org('WorstLag', Math.max(0, ...active.map(({ oldestUndeliveredSeconds = 0 }) => oldestUndeliveredSeconds))),
    org('WorstCursorAge', Math.max(0, ...active.map(({ cursorAgeSeconds = 0 }) => cursorAgeSeconds))),
    org('InactiveStreams', streams.filter(({ isDown }) => isDown).length),
    ...streams.flatMap(figuresOfStream),
  ];
}

function figuresOfStream(state: StreamState): Figure[] {
  const { status, backlog, oldestUndeliveredSeconds, cursorAgeSeconds } = state;
  return [
    of(state, 'StreamActive', status === 'ACTIVE' ? 1 : 0),
    of(state, 'Backlog', backlog),
    ...(oldestUndeliveredSeconds === undefined ? [] : [of(state, 'OldestUndeliveredAge', oldestUndeliveredSeconds)]),
    ...(cursorAgeSeconds === undefined ? [] : [of(state, 'CursorAge', cursorAgeSeconds)]),
  ];
}

const org = (metric: OrgMetric, ...values: readonly number[]): Figure => ({ metric, values });

const of = ({ streamId, streamName = '' }: OfStream, metric: StreamMetric, ...values: readonly number[]): Figure => ({
  metric,
  stream: streamLabel({ id: streamId, name: streamName }),
  values,
});
