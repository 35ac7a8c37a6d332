import type { AdminDeps } from './admin.ts';
import { describeError } from './errors.ts';
import type { Journal } from './journal.ts';
import type { Loaded } from './ports.ts';
import { isAbandoned } from './reserve-name.ts';

/** Never fails: the change that is to be announced was made, and the next tick of the poller nudges again. */
export async function announceSoon(deps: {
  readonly nudge: AdminDeps['nudge'];
  readonly journal: Journal;
}): Promise<void> {
  try {
    await deps.nudge();
  } catch (error) {
    deps.journal({ what: 'announcement failed', message: `nobody was told: ${describeError(error)}` });
  }
}

/** Whether there is an event to announce, or something deleted or half-created to clean up. */
export const isLeftToDo = ({ streams, deleted, reservations }: Omit<Loaded, 'polling'>, now: Date): boolean =>
  deleted.length > 0 ||
  streams.some(({ outbox = [] }) => outbox.length > 0) ||
  reservations.held.some((held) => isAbandoned(held, now));
