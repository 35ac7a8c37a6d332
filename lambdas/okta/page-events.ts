import { createHash } from 'node:crypto';

import { LogStreamingError } from '../core/errors.ts';
import type { LogEvent } from '../core/log-event.ts';
import { excerpt } from '../http/excerpt.ts';

const EXCERPT_CHARACTERS = 80;

/** Where a page's text came from. */
export interface PageSource {
  /** Length of the body in UTF-8, without a byte order mark or with it. */
  readonly bytes: number;
  readonly contentType: string | null;
  /** Never to be quoted. */
  readonly credentials: readonly string[];
}

/**
 * The entries of a page, each with the exact substring of `text` that it is. JSON.parse decides what is a page and
 * gives `uuid` and `published`; a scanner finds where the elements lie. Fails with OKTA_PAGE_INVALID on anything
 * that is not a JSON array; what is in the array is kept whatever it is, because dropping it would lose it.
 */
export function pageEvents(text: string, source: PageSource): LogEvent[] {
  const values = parseArray(text, source);
  const texts = elementTexts(text);
  if (texts.length !== values.length) throw new Error(`found ${texts.length} of ${values.length} elements in a page`);
  // Only ASCII has as many bytes as characters; counting takes as long as finding the elements.
  const isAscii = source.bytes === text.length;
  return texts.map((element, index) => {
    const { uuid, published } = (values[index] ?? {}) as { uuid?: unknown; published?: unknown };
    return {
      id: isShort(uuid) && uuid !== '' ? uuid : `sha256:${sha256(element)}`,
      published: isShort(published) ? published : undefined,
      text: element,
      bytes: isAscii ? element.length : Buffer.byteLength(element),
    };
  });
}

function parseArray(text: string, source: PageSource): unknown[] {
  const value = parsed(text);
  if (Array.isArray(value)) return value;
  throw new LogStreamingError(
    'OKTA_PAGE_INVALID',
    `Okta's answer must be a JSON array; got ${text.length} characters of ` +
      `${excerpt(source.contentType ?? 'no content type', source.credentials, EXCERPT_CHARACTERS)} ` +
      `that begin "${excerpt(text, source.credentials, EXCERPT_CHARACTERS)}"`,
  );
}

/** JSON.parse's own error quotes the text unredacted, so it must not travel on as a cause. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Ids and dates are carried in messages, table items and object keys, all of which have limits; Okta's have 36 and 24. */
const MAX_FIELD_CHARACTERS = 200;

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_FIELD_CHARACTERS;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * The elements of `text`, which must be a JSON array that JSON.parse has accepted. Most of a page is strings, and
 * those are skipped by `indexOf`: about half the time of looking at every character.
 */
function elementTexts(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = 0;

  const addUpTo = (end: number) => {
    const element = text.slice(start, end).trim();
    if (element !== '') elements.push(element);
    start = end + 1;
  };

  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = closingQuote(text, index);
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth += 1;
        if (depth === 1) start = index + 1;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth -= 1;
        if (depth === 0) addUpTo(index);
        break;
      case COMMA:
        if (depth === 1) addUpTo(index);
        break;
      default:
    }
  }
  return elements;
}

/** The first quote behind `open` that is not escaped: an even number of backslashes stands before it. */
function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (text.charCodeAt(end - 1) === BACKSLASH) {
    let before = end - 2;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return end;
}
