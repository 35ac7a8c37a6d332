import { isChosen } from '../lambdas/core/chosen-start.ts';
import type { Entry } from '../lambdas/core/journal.ts';
import { unreachable } from '../lambdas/core/unreachable.ts';

/** Something that a reader of the run should see as it happens: a sentence about streams or about the org. */
export interface Note {
  readonly streamIds: readonly string[];
  readonly text: string;
  /** Whether it is what the streams' trouble is, and not a sign that they go on. */
  readonly isError: boolean;
}

export function notable(entry: Entry): Note | undefined {
  switch (entry.what) {
    case 'attempt failed':
      return trouble(entry.streamId, `attempt ${entry.attempt} failed: ${entry.failure.message}`);
    case 'deactivated': {
      const { code, message, attempts } = entry.deactivation;
      const after = attempts === 0 ? '' : ` after ${attempts} attempts`;
      return trouble(entry.streamId, `deactivated${after} (${code}): ${message}`);
    }
    case 'created':
    case 'replaced':
    case 'deleted':
    case 'activated':
      return progress(entry.streamId, `${entry.what} by an admin`);
    case 'request failed':
      return { streamIds: [], text: `${entry.what} (${entry.code}): ${entry.message}`, isError: true };
    case 'announcement failed':
      return {
        streamIds: entry.streamId === undefined ? [] : [entry.streamId],
        text: `${entry.what}: ${entry.message}`,
        isError: true,
      };
    case 'event hook failed':
      return { streamIds: [], text: `${entry.what}: ${entry.message}`, isError: true };
    case 'set aside':
      return trouble(entry.streamId, `event ${entry.eventId} set aside as undeliverable: ${entry.reason}`);
    case 'possible gap':
      if (isChosen(entry.gap)) return progress(entry.streamId, entry.gap.reason);
      return trouble(
        entry.streamId,
        `possible gap, reading again from ${entry.gap.restartedFrom}: ${entry.gap.reason}`,
      );
    case 'rewound':
      return progress(entry.streamId, `rewound: ${entry.reason}`);
    case 'queueing failed':
    case 'delivery interrupted':
      return trouble(entry.streamId, `${entry.what}: ${entry.message}`);
    case 'dead letter':
      return trouble(entry.streamId, `message ${entry.messageId} is a dead letter`);
    case 'backpressure':
      return progress(entry.streamId, `not read on, ${entry.backlog} events wait for delivery`);
    case 'read failed':
      return {
        streamIds: entry.streamIds,
        text: `read failed (${entry.code}): ${entry.message}`,
        isError: true,
      };
    case 'polling held':
      return { streamIds: [], text: `polling held until ${entry.until}: ${entry.message}`, isError: false };
    case 'request answered':
    case 'announced':
    case 'lifecycle event delivered':
    case 'event hook called':
    case 'verified':
    case 'tick':
    case 'page read':
    case 'slices queued':
    case 'delivered':
    case 'message dropped':
    case 'read lost a race':
      return undefined;
    default:
      return unreachable(entry);
  }
}

const trouble = (streamId: string, text: string): Note => ({ streamIds: [streamId], text, isError: true });
const progress = (streamId: string, text: string): Note => ({ streamIds: [streamId], text, isError: false });
