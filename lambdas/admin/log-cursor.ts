/** What a request to `/api/v1/logs` follows: a polling request, or a bounded one in either order. */
export type LogOrder = 'polling' | 'ascending' | 'descending';

/** Where a request goes on; what the `after` of a `next` link hides. */
export interface LogPlace {
  readonly order: LogOrder;
  /** Of the first request. */
  readonly sinceMs: number;
  /** Of the last event looked at; zero before the first. */
  readonly sequence: number;
  /** Of the last event handed out, by which bounded requests are in order; zero for a polling request. */
  readonly publishedMs: number;
}

const ORDERS = { p: 'polling', a: 'ascending', d: 'descending' } as const satisfies Record<string, LogOrder>;

/** The version first, so that a cursor kept by a client is never read as something else. */
const PLACE = /^1([pad])_(\d{1,15})_(\d{1,15})_(\d{1,15})$/;

export function cursorTo({ order, sinceMs, sequence, publishedMs }: LogPlace): string {
  const text = `1${order.charAt(0)}_${sinceMs}_${sequence}_${publishedMs}`;
  return Buffer.from(text).toString('base64url');
}

/** Undefined for a cursor that we did not make. */
export function placeOf(cursor: string): LogPlace | undefined {
  const match = PLACE.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match) return undefined;
  const [, letter, sinceMs, sequence, publishedMs] = match;
  const place = {
    order: ORDERS[letter as keyof typeof ORDERS],
    sinceMs: Number(sinceMs),
    sequence: Number(sequence),
    publishedMs: Number(publishedMs),
  };
  return cursorTo(place) === cursor ? place : undefined;
}
