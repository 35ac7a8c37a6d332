import { createHash } from 'node:crypto';
import { publishedMs } from '../../lambdas/core/log-event.ts';
import { isObject } from '../is-object.ts';

/** One event as a target took it. */
export interface AcceptedEvent {
  /** Okta's `uuid`; for an event without one `sha256:` and the hash of its text in hex. */
  readonly id: string;
  /** The event's JSON exactly as it was sent. */
  readonly text: string;
  /** Okta's `published` in epoch milliseconds; undefined when it names no moment. */
  readonly publishedMs: number | undefined;
  /** When the target took it. */
  readonly at: Date;
}

/** `event` is what `text` parses to; `uuid` is where the sender puts the event's identity. */
export function acceptedEvent(text: string, event: unknown, uuid: unknown, at: Date): AcceptedEvent {
  const published = isObject(event) ? event['published'] : undefined;
  return {
    id: typeof uuid === 'string' && uuid !== '' ? uuid : `sha256:${createHash('sha256').update(text).digest('hex')}`,
    text,
    publishedMs: typeof published === 'string' ? publishedMs({ published }) : undefined,
    at,
  };
}
