import type { Entry } from '../lambdas/core/journal.ts';

/** Journal entries that a reader of the run should see as they happen, as a sentence about a stream or the org. */
export function notable(entry: Entry): { readonly streamIds: readonly string[]; readonly text: string } | undefined {
  switch (entry.what) {
    case 'attempt failed':
      return about(entry.streamId, `attempt ${entry.attempt} failed: ${entry.failure.message}`);
    case 'deactivated': {
      const { code, message, attempts } = entry.deactivation;
      return about(entry.streamId, `deactivated after ${attempts} attempts (${code}): ${message}`);
    }
    case 'activated':
      return about(entry.streamId, 'activated; reading resumes behind the last event that was accepted');
    case 'set aside':
      return about(entry.streamId, `event ${entry.eventId} set aside as undeliverable: ${entry.reason}`);
    case 'possible gap':
      return about(
        entry.streamId,
        `possible gap, reading again from ${entry.gap.restartedFrom}: ${entry.gap.reason}`,
      );
    case 'rewound':
      return about(entry.streamId, `rewound: ${entry.reason}`);
    case 'queueing failed':
    case 'delivery interrupted':
      return about(entry.streamId, `${entry.what}: ${entry.message}`);
    case 'backpressure':
      return about(entry.streamId, `not read on, ${entry.backlog} events wait for delivery`);
    case 'read failed':
      return { streamIds: entry.streamIds, text: `read failed (${entry.code}): ${entry.message}` };
    case 'polling held':
      return { streamIds: [], text: `polling held until ${entry.until}: ${entry.message}` };
    case 'page read':
    case 'slices queued':
    case 'delivered':
    case 'message dropped':
    case 'read lost a race':
      return undefined;
  }
}

const about = (streamId: string, text: string) => ({ streamIds: [streamId], text });
