import { generateEvents } from '../../local/event-generator.ts';

/** Events by their number, made when they are asked for: a log without an end that takes no memory. */
export interface EventPool {
  text(order: number, published: Date): string;
}

const SEED = 1;
const TEXTS = 997;
const UUID_PREFIX = '50a4e5e0-0000-4000-8000-';

/** Texts of real shape and length, of which only the uuid and `published` change. */
export function eventPool(): EventPool {
  const texts = generateEvents({ seed: SEED, startAt: new Date(0), intervalMs: 1000 })
    .take(TEXTS)
    .map(partsOf)
    .toArray();
  return {
    text(order, published) {
      const part = texts[order % TEXTS];
      if (!part) throw new RangeError(`an event's number is a whole number from 0; got ${order}`);
      const uuid = UUID_PREFIX + order.toString(16).padStart(12, '0');
      return part
        .map((piece) => (piece === UUID ? uuid : piece === PUBLISHED ? published.toISOString() : piece))
        .join('');
    },
  };
}

/** The number of an event by its uuid; undefined when it is none of a pool's. */
export function orderOf(uuid: string): number | undefined {
  if (!uuid.startsWith(UUID_PREFIX)) return undefined;
  const order = Number.parseInt(uuid.slice(UUID_PREFIX.length), 16);
  return Number.isNaN(order) ? undefined : order;
}

const UUID: unique symbol = Symbol('uuid');
const PUBLISHED: unique symbol = Symbol('published');
type Piece = string | typeof UUID | typeof PUBLISHED;

/**
 * The generator's own uuid and time may stand in an event more than once, as its request's do: only the members count.
 */
function partsOf(text: string): readonly Piece[] {
  const { uuid, published } = JSON.parse(text) as { readonly uuid: string; readonly published: string };
  const marked: readonly { readonly at: number; readonly length: number; readonly piece: Piece }[] = [
    { at: text.indexOf(`"uuid":"${uuid}"`) + '"uuid":"'.length, length: uuid.length, piece: UUID },
    {
      at: text.indexOf(`"published":"${published}"`) + '"published":"'.length,
      length: published.length,
      piece: PUBLISHED,
    },
  ];
  const pieces: Piece[] = [];
  let done = 0;
  for (const { at, length, piece } of marked.toSorted((a, b) => a.at - b.at)) {
    pieces.push(text.slice(done, at), piece);
    done = at + length;
  }
  return [...pieces, text.slice(done)];
}
