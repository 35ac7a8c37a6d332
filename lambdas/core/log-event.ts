/** Begins the id of an event that has no uuid. */
export const HASHED_ID_PREFIX = 'sha256:';

/**
 * One System Log entry, carried whole. It is sliced out of the page as bytes and never decoded or serialised again on
 * the way, so key order, nulls, unknown fields and large numbers arrive as they were.
 */
export interface LogEvent {
  /** Okta's `uuid`; for an entry that has none, `sha256:` and a hash of its JSON, the same at every read. */
  readonly id: string;
  /** Okta's `published`, verbatim. Absent, in another precision or impossible in some entries. */
  readonly published?: string | undefined;
  /** The entry's JSON exactly as Okta wrote it, in UTF-8. */
  readonly json: Buffer;
}

const ISO_DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * `published` as epoch milliseconds, fractions of a millisecond kept; undefined when it names no moment.
 * Real orgs send 0 to 9 fraction digits and sometimes no zone, which means UTC.
 */
export function publishedMs(event: { readonly published?: string | undefined }): number | undefined {
  const match = ISO_DATE_TIME.exec(event.published ?? '');
  if (!match) return undefined;
  const [, seconds, fraction = '', zone = 'Z'] = match;
  const wholeSecondsMs = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(wholeSecondsMs) ? undefined : wholeSecondsMs + Number(`0${fraction}`) * 1000;
}

/** The newest `published` among events, as an ISO time with milliseconds; undefined when none names a moment. */
export function newestPublished(events: readonly LogEvent[]): string | undefined {
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const event of events) newestMs = Math.max(newestMs, publishedMs(event) ?? newestMs);
  return Number.isFinite(newestMs) ? new Date(newestMs).toISOString() : undefined;
}

/** now − `published` in milliseconds, of every event; one without a moment tells no lag. */
export const lagsOf = (events: readonly LogEvent[], at: Date): readonly number[] =>
  events.flatMap((event) => {
    const ms = publishedMs(event);
    return ms === undefined ? [] : [Math.max(0, at.getTime() - ms)];
  });
