import type { LogEvent } from '../../lambdas/core/log-event.ts';
import { START } from './manual-clock.ts';

interface Overrides {
  readonly id?: string;
  readonly published?: string | undefined;
  /** More members of the event's JSON. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A small event, the `n`th of a made-up org, published `n` ms after the start of a test's time. */
export function logEvent(n: number, overrides: Overrides = {}): LogEvent {
  const { id = `event-${String(n).padStart(4, '0')}`, more = {} } = overrides;
  const published = 'published' in overrides ? overrides.published : new Date(START.getTime() + n).toISOString();
  return withText(JSON.stringify({ uuid: id, published, eventType: 'user.session.start', ...more }), id, published);
}

/** An event carried with exactly this text. */
export const withText = (text: string, id: string, published?: string): LogEvent => ({
  id,
  json: Buffer.from(text),
  ...(published !== undefined && { published }),
});

/** An event of its own, for a fake that hands out copies: structuredClone makes no Buffer of a Buffer. */
export const copyOf = (event: LogEvent): LogEvent => ({ ...event, json: Buffer.from(event.json) });

export const textOf = (event: LogEvent): string => event.json.toString();

export const logEvents = (count: number, first = 1): LogEvent[] =>
  Array.from({ length: count }, (_, index) => logEvent(first + index));

export const idsOf = (events: readonly LogEvent[]): string[] => events.map((event) => event.id);
