import type { StreamReply } from '../api/log-streams.ts';
import { standsAt } from './stream-facts.ts';
import { moment } from './times.ts';

export type StartChoice = 'resume' | 'now' | 'time';

/** What a start means for the events: none lost, some skipped, some delivered again. */
export interface StartEffect {
  readonly kind: 'nothing lost' | 'skips' | 'repeats';
  readonly text: string;
}

/** Okta keeps its System Log for so long. */
const RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;

export function effectOf(stream: StreamReply, choice: StartChoice, time: Date | undefined): StartEffect | undefined {
  const stands = standsAt(stream);
  const since = stream.delivery.lastPublished === undefined ? 'its creation' : moment(stands);
  if (choice === 'resume') {
    const behind = stream.delivery.lastPublished === undefined ? since : `the last event accepted, of ${since}`;
    return { kind: 'nothing lost', text: `Goes on behind ${behind}. What came since then is delivered now.` };
  }
  if (choice === 'now') {
    return {
      kind: 'skips',
      text: `Every event since ${since} is skipped and never delivered. The stream will show a possible gap.`,
    };
  }
  if (!time) return undefined;
  const start = moment(time.toISOString());
  return time.getTime() > Date.parse(stands)
    ? {
        kind: 'skips',
        text: `Events between ${since} and ${start} are skipped and never delivered. The stream will show a possible gap.`,
      }
    : {
        kind: 'repeats',
        text: `Events from ${start} to ${since} are delivered again. Tell them by their uuid.`,
      };
}

/** Why a stream cannot start at this time. */
export function startProblem(time: Date | undefined, now: Date): string | undefined {
  if (!time) return 'Choose a date and a time.';
  if (time.getTime() > now.getTime()) return 'Choose a time that has passed.';
  const earliest = now.getTime() - RETENTION_DAYS * DAY_MS;
  return time.getTime() < earliest ? `Okta keeps events for ${RETENTION_DAYS} days: choose a later time.` : undefined;
}

/** The value of an `<input type="datetime-local">`, which is in the reader's own time zone. */
export function parseLocalTime(text: string): Date | undefined {
  const date = new Date(text);
  return text === '' || Number.isNaN(date.getTime()) ? undefined : date;
}
