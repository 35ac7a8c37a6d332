import { isObject, objectOf, textOf } from '../../cli/json-members.ts';
import type { ConsoleApi } from './console-api.ts';

/** What happened to a stream, when, by whom and why. */
export interface LifecycleEntry {
  readonly uuid: string;
  readonly published: string;
  /** The last word of Okta's event type: `create`, `deactivate` … */
  readonly action: string;
  readonly message: string;
  readonly streamId: string;
  readonly streamName: string;
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly isWarning: boolean;
}

export interface LogPage {
  readonly entries: readonly LifecycleEntry[];
  /** Where the log goes on. It is there also when nothing has happened since. */
  readonly next: string | undefined;
}

const PREFIX = 'system.log_stream.lifecycle.';
const PAGE_LIMIT = 1_000;

/** A polling request: without an end, in the order of arrival. */
export const logsSince = (since: Date): string =>
  `/api/v1/logs?limit=${PAGE_LIMIT}&since=${encodeURIComponent(since.toISOString())}&sortOrder=ASCENDING`;

export async function readLogs(api: ConsoleApi, target: string): Promise<LogPage> {
  const { body, next } = await api.ask('GET', target);
  return { entries: Array.isArray(body) ? body.flatMap(parseEntry) : [], next };
}

/** Nothing of an event that is none of ours. */
export function parseEntry(event: unknown): LifecycleEntry | [] {
  if (!isObject(event)) return [];
  const uuid = textOf(event, 'uuid');
  const published = textOf(event, 'published');
  const eventType = textOf(event, 'eventType');
  if (uuid === undefined || published === undefined || !eventType?.startsWith(PREFIX)) return [];
  const [target]: readonly unknown[] = Array.isArray(event['target']) ? event['target'] : [];
  const stream = isObject(target) ? target : {};
  return {
    uuid,
    published,
    action: eventType.slice(PREFIX.length),
    message: textOf(event, 'displayMessage') ?? eventType,
    streamId: textOf(stream, 'id') ?? '',
    streamName: textOf(stream, 'displayName') ?? '',
    actor: textOf(objectOf(event, 'actor') ?? {}, 'displayName') ?? '',
    reason: textOf(objectOf(event, 'outcome') ?? {}, 'reason'),
    isWarning: textOf(event, 'severity') === 'WARN',
  };
}
