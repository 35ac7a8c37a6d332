import { LogStreamingError, RateLimitedError } from '../../lambdas/core/errors.ts';
import type { LogEvent } from '../../lambdas/core/log-event.ts';
import type { Clock, SystemLog } from '../../lambdas/core/ports.ts';
import type { Cursor } from '../../lambdas/core/position.ts';
import { copyOf } from './events.ts';
import { DAY } from './manual-clock.ts';

export interface MemoryLog extends SystemLog {
  /** Persists events now, in this order. */
  append(...events: readonly LogEvent[]): void;
  /** Every event ever persisted. */
  events(): readonly LogEvent[];
  /** Events persisted at or after this moment. */
  since(moment: Date): readonly LogEvent[];
  /** Requests made of Okta; one that the rate limit forbids is not made. */
  requests(): number;
  /** From now on Okta does not know these cursors. */
  refuse(unknown: (cursor: Cursor) => boolean): void;
  limitUntil(moment: Date): void;
  /** Runs before each request is answered: what happens in an org while others read. */
  beforeAnswer(happen: () => void): void;
}

const RETENTION_MS = 90 * DAY;

interface Entry {
  readonly event: LogEvent;
  readonly at: number;
}

/**
 * A System Log that only grows. A page holds what is there when it is read, so the last one is longer when read
 * again; `next` always comes. Okta: what is older than 90 days is left out of an answer without a word.
 */
export function memoryLog({ now, pageLimit }: { readonly now: Clock; readonly pageLimit: number }): MemoryLog {
  const entries: Entry[] = [];
  let requests = 0;
  let isUnknown: ((cursor: Cursor) => boolean) | undefined;
  let limitedUntil = new Date(0);
  let happen: (() => void) | undefined;

  const indexOf = (cursor: Cursor): number => {
    const [kind, value = ''] = cursor.split('=');
    const wanted = kind === 'since' ? firstSince(entries, Date.parse(value)) : Number(value);
    return Math.max(wanted, firstSince(entries, now().getTime() - RETENTION_MS));
  };

  return {
    start: (since) => `since=${since.toISOString()}` as Cursor,
    usage: () => ({ requests, rateLimited: 0 }),
    async fetchPage(cursor) {
      if (now() < limitedUntil) throw new RateLimitedError('the window is used up', limitedUntil);
      requests += 1;
      happen?.();
      if (isUnknown?.(cursor)) throw new LogStreamingError('CURSOR_REFUSED', `Okta does not know "${cursor}"`);
      const index = indexOf(cursor);
      const events = entries.slice(index, index + pageLimit).map(({ event }) => copyOf(event));
      return {
        cursor,
        events,
        next: `index=${index + events.length}` as Cursor,
        isFull: events.length === pageLimit,
      };
    },
    append(...events) {
      for (const event of events) entries.push({ event, at: now().getTime() });
    },
    events: () => entries.map(({ event }) => event),
    since: (moment) => entries.slice(firstSince(entries, moment.getTime())).map(({ event }) => event),
    requests: () => requests,
    refuse(unknown) {
      isUnknown = unknown;
    },
    limitUntil(moment) {
      limitedUntil = moment;
    },
    beforeAnswer(callback) {
      happen = callback;
    },
  };
}

function firstSince(entries: readonly Entry[], ms: number): number {
  const index = entries.findIndex(({ at }) => at >= ms);
  return index === -1 ? entries.length : index;
}
