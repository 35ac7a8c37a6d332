import { createHmac } from 'node:crypto';

/** Where a request continues; what Okta hides in the `after` of a `next` link. */
export type Place = PollingPlace | BoundedPlace;

export interface PollingPlace {
  readonly kind: 'polling';
  /** Of the next event, in persistence order. */
  readonly order: number;
  /** Lower bound of the persistence time, from the first request on. */
  readonly sinceMs: number;
}

export interface BoundedPlace {
  readonly kind: 'bounded';
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly isDescending: boolean;
  /** The last event handed out. */
  readonly after?: PublishedPlace | undefined;
}

/** Where an event stands when events are ordered by `published`, and equal ones as they were persisted. */
export interface PublishedPlace {
  readonly publishedMs: number;
  readonly order: number;
}

/** The place under a seal: a cursor of another log, or one that was made up or changed, opens nothing. */
export function cursorTo(place: Place, key: string): string {
  const content = Buffer.from(JSON.stringify(place)).toString('base64url');
  return `${content}_${sealOf(content, key)}`;
}

export function placeOf(cursor: string, key: string): Place | undefined {
  const [, content = '', seal] = /^(.+)_([0-9a-f]+)$/.exec(cursor) ?? [];
  if (seal !== sealOf(content, key)) return undefined;
  const place: Place = JSON.parse(Buffer.from(content, 'base64url').toString());
  return place;
}

const sealOf = (content: string, key: string): string =>
  createHmac('sha256', key).update(content).digest('hex').slice(0, 16);
