import { generateEvents } from '../local/event-generator.ts';

const SEED = 1;
const INTERVAL_MS = 5;

/** Generated events; with `bytesPerEvent` each is made at least that long by the texts of others, so that it packs like them. */
export function servedEvents(startAt: Date, count: number, bytesPerEvent = 0): string[] {
  const generated = generateEvents({ seed: SEED, startAt, intervalMs: INTERVAL_MS });
  const filler = generateEvents({ seed: SEED + 1, startAt, intervalMs: INTERVAL_MS });

  return generated
    .take(count)
    .map((text) => {
      let padding = '';
      while (Buffer.byteLength(text) + Buffer.byteLength(padding) < bytesPerEvent) {
        padding += JSON.stringify(filler.next().value);
      }
      return padding === '' ? text : `${text.slice(0, -1)},"padding":[${padding.replaceAll('""', '","')}]}`;
    })
    .toArray();
}
