import { duration } from '../../cli/times.ts';

/** How long ago, in the unit that a reader thinks in. Clocks differ: what lies ahead was just now. */
export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1_000;
  if (Number.isNaN(seconds)) return iso;
  return seconds < 1 ? 'just now' : `${duration(seconds)} ago`;
}

// Made once: each would take longer than what it formats.
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
const TIME_OF_DAY = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', hourCycle: 'h23' });

/** A moment in the reader's own time zone. */
export const moment = (iso: string): string => formatted(iso, MOMENT);
export const timeOfDay = (iso: string): string => formatted(iso, TIME_OF_DAY);

function formatted(iso: string, format: Intl.DateTimeFormat): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : format.format(date);
}

export const timeZone = (): string => MOMENT.resolvedOptions().timeZone;
