import { createHash } from 'node:crypto';
import { LogStreamingError } from '../core/errors.ts';
import { HASHED_ID_PREFIX, type LogEvent } from '../core/log-event.ts';
import { excerpt } from '../http/excerpt.ts';
import { MAX_ELEMENTS, type ScannedElement, scanArray, stringAt } from './json-scanner.ts';

const EXCERPT_CHARACTERS = 80;

/** More than any excerpt shows, and enough of it to recognise a credential that it must not show. */
const EXCERPT_SOURCE_BYTES = 8_000;

/** Where a page came from. */
export interface PageSource {
  readonly contentType: string | null;
  /** Never to be quoted. */
  readonly credentials: readonly string[];
}

/**
 * The entries of a page, each with the exact bytes that it has there. Fails with OKTA_PAGE_INVALID on anything that is
 * not a JSON array within the scanner's limits; what is in the array is kept whatever it is, because dropping it would
 * lose it.
 */
export function pageEvents(page: Buffer, source: PageSource): LogEvent[] {
  const elements = scanArray(page, ['uuid', 'published']);
  if (!elements) throw notAPage(page, source);
  return elements.map((element) => {
    const json = page.subarray(element.start, element.end);
    return {
      id: member(page, element, 'uuid') || `${HASHED_ID_PREFIX}${sha256(json)}`,
      published: member(page, element, 'published'),
      json,
    };
  });
}

/**
 * Ids and dates are carried in messages, table items and object keys, all of which have limits, and half a character is
 * none that UTF-8 has; Okta's have 36 and 24.
 */
const MAX_MEMBER_CHARACTERS = 200;

function member(page: Buffer, { strings }: ScannedElement, name: 'uuid' | 'published'): string | undefined {
  const span = strings[name];
  const value = span && stringAt(page, span);
  return value !== undefined && value.length <= MAX_MEMBER_CHARACTERS && value.isWellFormed() ? value : undefined;
}

function notAPage(page: Buffer, { contentType, credentials }: PageSource): LogStreamingError {
  const begin = page.toString('utf8', 0, EXCERPT_SOURCE_BYTES).trimStart();
  // What begins like a page is a damaged one, and its text is somebody's audit trail.
  const shown = begin.startsWith('[')
    ? 'of a damaged list'
    : `that begin "${excerpt(begin, credentials, EXCERPT_CHARACTERS)}"`;
  return new LogStreamingError(
    'OKTA_PAGE_INVALID',
    `Okta's answer must be a JSON array of at most ${MAX_ELEMENTS} elements; got ${page.length} bytes of ` +
      `${excerpt(contentType ?? 'no content type', credentials, EXCERPT_CHARACTERS)} ` +
      shown,
  );
}

const sha256 = (json: Buffer): string => createHash('sha256').update(json).digest('hex');
