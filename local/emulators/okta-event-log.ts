import { randomBytes } from 'node:crypto';
import { publishedMs } from '../../lambdas/core/log-event.ts';
import { cursorTo, type Place, placeOf } from './okta-cursors.ts';
import { openLogFile } from './okta-log-file.ts';

/** One event as the org keeps it: its bytes are served as they came. */
export interface PersistedEvent {
  /** Place in persistence order, from 0. */
  readonly order: number;
  readonly persistedMs: number;
  readonly publishedMs: number | undefined;
  readonly eventType: string | undefined;
  readonly bytes: Buffer;
}

/**
 * Every event in persistence order, which is the order of the System Log's polling requests, and the cursors into it.
 */
export interface EventLog {
  readonly count: number;
  /** Fails with a SyntaxError on a text that is not JSON, and then persists none: a page must stay readable. */
  persist(texts: readonly string[], at: Date): void;
  /** Of the first event with this uuid. */
  orderOf(uuid: string): number | undefined;
  at(order: number): PersistedEvent | undefined;
  /** Order of the first event persisted at or after this moment; `count` when there is none. */
  firstPersistedFrom(ms: number): number;
  where(matches: (event: PersistedEvent) => boolean): readonly PersistedEvent[];
  cursorTo(place: Place): string;
  placeOf(cursor: string): Place | undefined;
  expireCursors(): void;
}

/** With a path the log is kept in that file and opened again with it; without one it ends with the org. */
export function openEventLog(path?: string): EventLog {
  const file = openLogFile(path);
  const events: PersistedEvent[] = [];
  const orders = new Map<string, number>();

  const keep = ({ text, uuid, published, eventType }: ReadText, persistedMs: number) => {
    const order = events.length;
    events.push({ order, persistedMs, publishedMs: publishedMs({ published }), eventType, bytes: Buffer.from(text) });
    if (uuid !== undefined && !orders.has(uuid)) orders.set(uuid, order);
  };
  const renewCursorKey = (): string => {
    const key = randomBytes(16).toString('hex');
    file.append([{ kind: 'cursor-key', key }]);
    return key;
  };

  for (const entry of file.entries) if (entry.kind === 'persisted') keep(readText(entry.text), entry.atMs);
  let cursorKey = file.entries.findLast((entry) => entry.kind === 'cursor-key')?.key ?? renewCursorKey();

  return {
    get count() {
      return events.length;
    },
    persist(texts, at) {
      const read = texts.map(readText);
      // A clock that is set back must not break the order that the search by time relies on.
      const atMs = Math.max(at.getTime(), events.at(-1)?.persistedMs ?? Number.NEGATIVE_INFINITY);
      file.append(texts.map((text) => ({ kind: 'persisted', atMs, text })));
      for (const event of read) keep(event, atMs);
    },
    orderOf: (uuid) => orders.get(uuid),
    at: (order) => events[order],
    where: (matches) => events.filter(matches),
    firstPersistedFrom(ms) {
      let low = 0;
      let high = events.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((events[middle]?.persistedMs ?? ms) < ms) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    cursorTo: (place) => cursorTo(place, cursorKey),
    placeOf: (cursor) => placeOf(cursor, cursorKey),
    expireCursors() {
      cursorKey = renewCursorKey();
    },
  };
}

interface ReadText {
  readonly text: string;
  readonly uuid: string | undefined;
  readonly published: string | undefined;
  readonly eventType: string | undefined;
}

function readText(text: string): ReadText {
  const value: unknown = JSON.parse(text);
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const member = (name: string): string | undefined => {
    const found = members.get(name);
    return typeof found === 'string' ? found : undefined;
  };
  return { text, uuid: member('uuid'), published: member('published'), eventType: member('eventType') };
}
