/** Where a value stands in the bytes, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An element of an array, and the strings among its own members that were asked for, as spans with their quotes. */
export interface ScannedElement extends Span {
  readonly strings: Readonly<Record<string, Span | undefined>>;
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Ten times what Okta puts on a page. Each element costs a hundred times what `0,` has in bytes. */
export const MAX_ELEMENTS = 10_000;

/** What is open is kept: eight bytes for one of the page. */
export const MAX_DEPTH = 1_000_000;

/** Not JSON from here on. */
const INVALID = -1;

/**
 * The elements of a JSON array in UTF-8, or undefined for anything that JSON.parse would refuse, that is no array, or
 * that has more elements or is nested deeper than the limits above. One pass without a copy: JSON.parse would decode
 * and build every value of a page, of which only two strings are needed.
 */
export function scanArray(bytes: Uint8Array, members: readonly string[]): ScannedElement[] | undefined {
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACKET) return undefined;
  at = skipSpace(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACKET) return skipSpace(bytes, at + 1) === bytes.length ? [] : undefined;

  const elements: ScannedElement[] = [];
  for (;;) {
    const strings: Record<string, Span | undefined> = {};
    const end = endOfValue(bytes, at, (key, value) => {
      const name = members.find((member) => isKey(bytes, key, member));
      // As in JSON.parse, the last of several members of one name counts.
      if (name !== undefined) strings[name] = bytes[value.start] === QUOTE ? value : undefined;
    });
    if (end === INVALID || elements.length === MAX_ELEMENTS) return undefined;
    elements.push({ start: at, end, strings });

    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_BRACKET) return skipSpace(bytes, at + 1) === bytes.length ? elements : undefined;
    if (bytes[at] !== COMMA) return undefined;
    at = skipSpace(bytes, at + 1);
  }
}

/** The text of a string span. */
export function stringAt(bytes: Buffer, { start, end }: Span): string {
  const isEscaped = bytes.subarray(start, end).includes(BACKSLASH);
  return isEscaped
    ? (JSON.parse(bytes.toString('utf8', start, end)) as string)
    : bytes.toString('utf8', start + 1, end - 1);
}

/** Keys are compared as bytes; one with an escape in it, which nobody writes, by its meaning. */
function isKey(bytes: Uint8Array, { start, end }: Span, name: string): boolean {
  let isPlain = true;
  for (let at = start + 1; at < end - 1; at += 1) {
    if (bytes[at] === BACKSLASH)
      return stringAt(Buffer.from(bytes.subarray(start, end)), { start: 0, end: end - start }) === name;
    if (bytes[at] !== name.charCodeAt(at - start - 1)) isPlain = false;
  }
  return isPlain && end - start - 2 === name.length;
}

/** Where the value that begins at `at` ends. Own members of that value, if it is an object, go to `onMember`. */
function endOfValue(bytes: Uint8Array, at: number, onMember: (key: Span, value: Span) => void): number {
  // What is open, innermost last, by its closing byte. No recursion: a page may be nested as deep as it likes.
  const open: number[] = [];
  let key: Span = { start: at, end: at };
  let valueStart = at;

  for (;;) {
    if (open.length === 1) valueStart = at;
    const byte = bytes[at];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (open.length === MAX_DEPTH) return INVALID;
      const close = byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      open.push(close);
      at = skipSpace(bytes, at + 1);
      if (bytes[at] !== close) {
        if (byte === OPEN_BRACKET) continue;
        const end = endOfKey(bytes, at);
        if (open.length === 1) key = { start: at, end };
        at = valueAfterKey(bytes, end);
        if (at === INVALID) return INVALID;
        continue;
      }
    } else {
      at = endOfScalar(bytes, at) - 1;
      if (at < 0) return INVALID;
      open.push(0);
    }

    // A value has ended at `at`, its last byte: close all that ends with it.
    for (;;) {
      open.pop();
      at += 1;
      if (open.length === 1 && open[0] === CLOSE_BRACE) onMember(key, { start: valueStart, end: at });
      const close = open.at(-1);
      if (close === undefined) return at;
      at = skipSpace(bytes, at);
      if (bytes[at] === close) continue;
      if (bytes[at] !== COMMA) return INVALID;
      at = skipSpace(bytes, at + 1);
      if (close === CLOSE_BRACE) {
        const end = endOfKey(bytes, at);
        if (open.length === 1) key = { start: at, end };
        at = valueAfterKey(bytes, end);
        if (at === INVALID) return INVALID;
      }
      break;
    }
  }
}

const endOfKey = (bytes: Uint8Array, at: number): number => (bytes[at] === QUOTE ? endOfString(bytes, at) : INVALID);

function valueAfterKey(bytes: Uint8Array, endOfItsKey: number): number {
  if (endOfItsKey === INVALID) return INVALID;
  const colon = skipSpace(bytes, endOfItsKey);
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : INVALID;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

function endOfScalar(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === QUOTE) return endOfString(bytes, at);
  if (byte === LOWER_T) return endOfWord(bytes, at, 'true');
  if (byte === LOWER_F) return endOfWord(bytes, at, 'false');
  if (byte === LOWER_N) return endOfWord(bytes, at, 'null');
  return endOfNumber(bytes, at);
}

/** 1 for the bytes that a string is made of besides its quotes and escapes: all but control characters. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH),
);

function endOfString(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  let at = from + 1;
  while (at < length) {
    const byte = bytes[at] as number;
    if (IS_PLAIN[byte] === 1) {
      at += 1;
    } else if (byte === QUOTE) {
      return at + 1;
    } else {
      at = byte === BACKSLASH ? endOfEscape(bytes, at) : INVALID;
      if (at === INVALID) return INVALID;
    }
  }
  return INVALID;
}

const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));

function endOfEscape(bytes: Uint8Array, backslash: number): number {
  const escaped = bytes[backslash + 1];
  if (escaped === LOWER_U) {
    for (let at = backslash + 2; at < backslash + 6; at += 1) if (!isHexDigit(bytes[at])) return INVALID;
    return backslash + 6;
  }
  return escaped !== undefined && ESCAPED.has(escaped) ? backslash + 2 : INVALID;
}

function endOfWord(bytes: Uint8Array, at: number, word: string): number {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word.charCodeAt(index)) return INVALID;
  }
  return at + word.length;
}

function endOfNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  const digits = endOfDigits(bytes, at);
  // JSON: at least one digit, and none after a leading zero.
  if (digits === at || (bytes[at] === ZERO && digits > at + 1)) return INVALID;
  at = digits;
  if (bytes[at] === DOT) {
    const end = endOfDigits(bytes, at + 1);
    if (end === at + 1) return INVALID;
    at = end;
  }
  // 0x20 makes an upper-case E a lower-case one.
  if (((bytes[at] ?? 0) | 0x20) === LOWER_E) {
    const sign = bytes[at + 1];
    const start = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    const end = endOfDigits(bytes, start);
    if (end === start) return INVALID;
    at = end;
  }
  return at;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined || byte < ZERO || byte > NINE) return at;
    at += 1;
  }
}

const isHexDigit = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= ZERO && byte <= NINE) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66));
