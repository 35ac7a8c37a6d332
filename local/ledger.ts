import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import type { AcceptedEvent } from './emulators/accepted-event.ts';

/** What one target accepted, by uuid, against the order in which the org persisted. */
export interface Ledger {
  accept(entry: AcceptedEvent): void;
  has(id: string): boolean;
  /** Distinct ids. */
  readonly accepted: number;
  /** Acceptances beyond the first of an id. */
  readonly duplicates: number;
  /** First acceptances that come after an event the org persisted later. */
  readonly outOfOrder: number;
  /**
   * Now − `published` at acceptance, in milliseconds, over the latest first acceptances; `percentile` is 0 to 100
   * (nearest rank). Undefined before the first event that has a date, and again after a restart.
   */
  lagMs(percentile: number): number | undefined;
  /** The JSON of the first acceptance; undefined unless texts are kept. */
  text(id: string): string | undefined;
  /** Releases the file. */
  close(): void;
}

export interface LedgerOptions {
  /** The event's place in the org's persistence order; undefined when the org does not know it. */
  readonly orderOf: (id: string) => number | undefined;
  /** Keeps every text in memory, for tests that compare them. */
  readonly keepTexts?: boolean;
  /** Every acceptance is in this file before `accept` returns; what is there already is counted again on creation. */
  readonly file?: string;
}

const LAG_WINDOW_EVENTS = 10_000;

export function ledger({ orderOf, keepTexts = false, file }: LedgerOptions): Ledger {
  const ids = new Set<string>();
  const texts = new Map<string, string>();
  const lags = lagWindow();
  let duplicates = 0;
  let outOfOrder = 0;
  let highestOrder = -Infinity;

  const count = (id: string): { readonly isFirst: boolean } => {
    if (ids.has(id)) {
      duplicates += 1;
      return { isFirst: false };
    }
    ids.add(id);
    const order = orderOf(id);
    if (order !== undefined && order < highestOrder) outOfOrder += 1;
    highestOrder = Math.max(highestOrder, order ?? -Infinity);
    return { isFirst: true };
  };

  const journal = file === undefined ? undefined : openJournal(file, count);

  return {
    accept({ id, text, publishedMs, at }) {
      journal?.append(id);
      if (!count(id).isFirst) return;
      if (publishedMs !== undefined) lags.add(at.getTime() - publishedMs);
      if (keepTexts) texts.set(id, text);
    },
    has: (id) => ids.has(id),
    get accepted() {
      return ids.size;
    },
    get duplicates() {
      return duplicates;
    },
    get outOfOrder() {
      return outOfOrder;
    },
    lagMs: (percentile) => lags.percentile(percentile),
    text: (id) => texts.get(id),
    close: () => journal?.close(),
  };
}

/**
 * One id a line, as JSON, because a sender may call an event anything. A write that returned outlives a killed
 * process, though not a power cut: that would take an fsync per event. A process killed in mid-write leaves half a
 * line; its `accept` never returned, so the half line is cut off.
 */
function openJournal(file: string, replay: (id: string) => void): { append(id: string): void; close(): void } {
  if (existsSync(file)) {
    const content = readFileSync(file);
    const end = content.lastIndexOf('\n') + 1;
    truncateSync(file, end);
    for (const line of content.toString('utf8', 0, end).split('\n')) {
      if (line !== '') replay(String(JSON.parse(line)));
    }
  }
  const descriptor = openSync(file, 'a');
  return {
    append: (id) => void writeSync(descriptor, `${JSON.stringify(id)}\n`),
    close: () => closeSync(descriptor),
  };
}

function lagWindow(): { add(ms: number): void; percentile(percentile: number): number | undefined } {
  const window = new Float64Array(LAG_WINDOW_EVENTS);
  let added = 0;

  return {
    add(ms) {
      window[added % LAG_WINDOW_EVENTS] = ms;
      added += 1;
    },
    percentile(percentile) {
      if (!(percentile >= 0 && percentile <= 100)) {
        throw new RangeError(`percentile must be 0 to 100; got ${percentile}`);
      }
      const sorted = window.slice(0, Math.min(added, LAG_WINDOW_EVENTS)).toSorted();
      return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)];
    },
  };
}
