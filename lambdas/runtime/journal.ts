import type { Logger } from '@aws-lambda-powertools/logger';
import type { Entry, Journal } from '../core/journal.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** How loud each entry is: an error is what an admin must look at, a warning what mends itself. */
const LEVEL = {
  // For metrics; every ten seconds the same line would be in nobody's interest.
  tick: 'debug',
  'page read': 'info',
  'slices queued': 'info',
  delivered: 'info',
  'request answered': 'info',
  created: 'info',
  replaced: 'info',
  deleted: 'info',
  announced: 'info',
  'lifecycle event delivered': 'info',
  'event hook called': 'info',
  verified: 'info',
  activated: 'info',
  'message dropped': 'info',
  'read lost a race': 'info',
  'polling held': 'warn',
  backpressure: 'warn',
  'attempt failed': 'warn',
  rewound: 'warn',
  'dead letter': 'error',
  'request failed': 'error',
  'announcement failed': 'error',
  'event hook failed': 'error',
  'queueing failed': 'error',
  'delivery interrupted': 'error',
  'read failed': 'error',
  'set aside': 'error',
  'possible gap': 'error',
  deactivated: 'error',
} as const satisfies Record<Entry['what'], Level>;

/** One log line for each entry, its members as fields. */
export const logJournal =
  (logger: Logger): Journal =>
  ({ what, ...members }) => {
    // Powertools keeps the key "message" for itself and drops it from the fields.
    const { message, ...fields } = { message: undefined, ...withoutDistribution(members) };
    logger[LEVEL[what]](what, { ...fields, ...(message !== undefined && { detail: message }) });
  };

/** A lag for each event is for metrics; a person has `lagMs`. */
function withoutDistribution<Members extends object>(members: Members): Members {
  if (!('delivery' in members) || typeof members.delivery !== 'object') return members;
  return { ...members, delivery: { ...members.delivery, lagsMs: undefined } };
}
