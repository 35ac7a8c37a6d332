/** Where one JSON value stands in a body, in bytes; `end` is the first byte after it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** One value of a body; `members` are those of an object and empty otherwise, of a repeated name the last. */
export interface SpannedValue extends Span {
  readonly members: ReadonlyMap<string, Span>;
}

const NO_MEMBERS: ReadonlyMap<string, Span> = new Map();

/**
 * The values of a body of concatenated JSON, in order, with or without white space between them. This finds only
 * where each one stands; whether it is JSON is for JSON.parse to say, and an object it takes is the one that was
 * sent, because no JSON object is the beginning of another. Every byte that is not white space lies in one of the
 * spans, so garbage between two values is seen and not skipped.
 *
 * It reads bytes and not text: in UTF-8 no byte of a longer character looks like one of JSON's own.
 */
export function* spannedValues(body: Buffer): Generator<SpannedValue> {
  let start = afterSpace(body, 0);
  while (start < body.length) {
    const value =
      body[start] === OPEN_BRACE
        ? objectAt(body, start)
        : { start, end: endOfValue(body, start), members: NO_MEMBERS };
    yield value;
    start = afterSpace(body, value.end);
  }
}

function objectAt(body: Buffer, start: number): SpannedValue {
  const members = new Map<string, Span>();
  let at = afterSpace(body, start + 1);

  while (body[at] === QUOTE) {
    const endOfName = endOfString(body, at);
    const colon = afterSpace(body, endOfName);
    const startOfValue = afterSpace(body, colon + 1);
    const end = endOfValue(body, startOfValue);
    members.set(nameAt(body, at, endOfName), { start: startOfValue, end });

    const next = afterSpace(body, end);
    at = body[next] === COMMA ? afterSpace(body, next + 1) : next;
  }
  // Without its closing brace it is no object, and ends where that was seen.
  const end = body[at] === CLOSE_BRACE ? at + 1 : Math.min(at, body.length);
  return { start, end, members };
}

function nameAt(body: Buffer, start: number, end: number): string {
  const name = body.toString('utf8', start + 1, end - 1);
  if (!name.includes('\\')) return name;
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}

function endOfValue(body: Uint8Array, start: number): number {
  const first = body[start];
  if (first === QUOTE) return endOfString(body, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(body, start);

  let at = start + 1;
  while (at < body.length && !isSpace(body[at]) && !isStructure(body[at])) at += 1;
  return at;
}

function endOfNested(body: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = endOfString(body, at) - 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return body.length;
}

function endOfString(body: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, body.length);
}

function afterSpace(body: Uint8Array, from: number): number {
  let at = from;
  while (at < body.length && isSpace(body[at])) at += 1;
  return at;
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const isStructure = (byte: number | undefined): boolean =>
  byte === QUOTE ||
  byte === COMMA ||
  byte === COLON ||
  byte === OPEN_BRACE ||
  byte === CLOSE_BRACE ||
  byte === OPEN_BRACKET ||
  byte === CLOSE_BRACKET;
