import type { Entry } from '../lambdas/core/journal.ts';

/**
 * Whether a System Log that does not tell how much it holds was read to its end. Fed with what the functions log; one
 * invocation of the poll function is one tick.
 */
export interface TailWatch {
  observe(entry: Entry, invocation: string): void;
  /** Whether the latest tick saw a page that is not full for so many streams, and queued all that it found. */
  isAtTail(activeStreams: number): boolean;
}

/** After these there is more to read than the tick at hand has seen. */
const SETBACKS: ReadonlySet<Entry['what']> = new Set([
  'queueing failed',
  'read lost a race',
  'rewound',
  'activated',
] satisfies Entry['what'][]);

export function tailWatch(): TailWatch {
  let tick: string | undefined;
  let streamsAtTail = 0;
  let lastPage = { events: 0, unqueuedStreams: 0 };

  const pageRead = ({ events, streams, isFull }: Extract<Entry, { what: 'page read' }>): void => {
    // A reader that starts in mid-page finds the same page again for as long as nothing happens in the org.
    const isKnown = events === 0 || (lastPage.unqueuedStreams > 0 && events === lastPage.events);
    lastPage = { events, unqueuedStreams: isKnown ? 0 : streams };
    if (!isFull) streamsAtTail += streams;
  };

  return {
    observe(entry, invocation) {
      if (entry.what === 'page read') {
        if (invocation !== tick) streamsAtTail = 0;
        tick = invocation;
        pageRead(entry);
      } else if (entry.what === 'slices queued') {
        lastPage.unqueuedStreams -= 1;
      } else if (SETBACKS.has(entry.what)) {
        streamsAtTail = Number.NEGATIVE_INFINITY;
        lastPage = { events: 0, unqueuedStreams: 0 };
      }
    },
    isAtTail: (activeStreams) => lastPage.unqueuedStreams <= 0 && streamsAtTail >= activeStreams,
  };
}
