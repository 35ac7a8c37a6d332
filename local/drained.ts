import type { Entry } from '../lambdas/core/journal.ts';

/**
 * Whether the poller stands at the tail of a System Log that does not tell how much it holds: its last reads brought
 * nothing new and nothing went wrong. Fed with what the poll function logs.
 */
export interface TailWatch {
  observe(entry: Entry): void;
  readonly isAtTail: boolean;
}

export function tailWatch(): TailWatch {
  let isAtTail = false;
  return {
    observe(entry) {
      switch (entry.what) {
        case 'page read':
          isAtTail = !entry.isFull;
          return;
        case 'read failed':
        case 'polling held':
        case 'backpressure':
        case 'queueing failed':
        case 'read lost a race':
        case 'possible gap':
          isAtTail = false;
          return;
        default:
      }
    },
    get isAtTail() {
      return isAtTail;
    },
  };
}
