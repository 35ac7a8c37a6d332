import { generateEvents } from '../local/event-generator.ts';

const SEED = 1;
const INTERVAL_MS = 5;

/**
 * Generated events; one shorter than `bytesPerEvent` is filled up with the text of others, so that it packs like them.
 */
export function servedEvents(startAt: Date, count: number, bytesPerEvent = 0): string[] {
  const generated = generateEvents({ seed: SEED, startAt, intervalMs: INTERVAL_MS });
  const filler = generateEvents({ seed: SEED + 1, startAt, intervalMs: INTERVAL_MS });

  const filledUp = (text: string): string => {
    const missing = bytesPerEvent - Buffer.byteLength(text);
    if (missing <= 0) return text;
    let padding = '';
    while (padding.length < missing) padding += filler.next().value;
    return `${text.slice(0, -1)},"padding":${JSON.stringify(padding.slice(0, missing))}}`;
  };
  return generated.take(count).map(filledUp).toArray();
}
