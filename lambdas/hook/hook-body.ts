import type { Clock } from '../core/ports.ts';
import { hookId } from './hook-id.ts';

/** What the hook is told. */
export interface HookEvent {
  /** The same whenever the event is sent, so that a repetition can be recognised. */
  readonly id: string;
  readonly logEvent: unknown;
}

/** Okta: "Event hooks", sample event delivery payload. `eventTime` is when it is sent. */
export const hookBody = (
  { id, logEvent }: HookEvent,
  { orgUrl, url, now }: { readonly orgUrl: URL; readonly url: URL; readonly now: Clock },
): string =>
  JSON.stringify({
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    source: `${orgUrl.origin}/api/v1/eventHooks/${hookId(url)}`,
    eventId: id,
    data: { events: [logEvent] },
    eventTime: now().toISOString(),
    contentType: 'application/json',
  });
