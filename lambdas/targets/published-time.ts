import { type LogEvent, publishedMs } from '../core/log-event.ts';

/**
 * When the event happened, in epoch milliseconds; undefined when `published` names no moment a target would take.
 * No org is older than the epoch: an earlier date is a default value that slipped out, and the event is worth more
 * with the time of its receipt than refused for a negative one.
 */
export function publishedTimeMs(event: LogEvent): number | undefined {
  const ms = publishedMs(event);
  return ms !== undefined && ms >= 0 ? ms : undefined;
}
