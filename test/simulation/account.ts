import { isChosen } from '../../lambdas/core/chosen-start.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { Position } from '../../lambdas/core/position.ts';
import type { SimulatedOrg } from './simulated-org.ts';

/** One promise that was broken, and how. */
export interface Broken {
  readonly promise:
    'lost' | 'order' | 'repeated' | 'two attempts' | 'inactive' | 'rate limit' | 'secret' | 'stuck' | 'lifecycle';
  readonly what: string;
}

/** What is known of one stream from outside: what it is owed and what was given to it. */
export interface Account {
  readonly id: string;
  readonly isOrdered: boolean;
  stream: LogStream;
  isDeleted: boolean;
  /** Order of the first event that it is owed. */
  readonly owedFrom: number;
  readonly taken: Set<number>;
  /** Skipped, and the stream says so. */
  readonly told: Set<number>;
  /** Up to here, this one not included, everything was found taken. */
  checkedTo: number;
  /** The furthest event that was taken. */
  furthest: number;
  /** Up to here, this one not included, it may be given again what it has: Okta refused a cursor there. */
  rereadTo: number;
  deliveries: number;
  duplicates: number;
}

const RETENTION_MS = 90 * 86_400_000;

export const accountOf = (stream: LogStream, owedFrom: number): Account => ({
  id: stream.id,
  isOrdered: stream.type === 'splunk_cloud_logstreaming',
  stream,
  isDeleted: false,
  owedFrom,
  taken: new Set(),
  told: new Set(),
  checkedTo: owedFrom,
  furthest: -1,
  rereadTo: 0,
  deliveries: 0,
  duplicates: 0,
});

/** Order of the first event behind a position. */
export function orderBehind(org: SimulatedOrg, { after, cursor }: Position, fallback: number): number {
  if (after !== undefined) return (org.orderOf(after) ?? fallback - 1) + 1;
  const since = new URL(cursor).searchParams.get('since');
  return since === null ? fallback : org.firstFrom(Date.parse(since));
}

/** Whether the stream says that it may lack the event: an admin skipped it, or Okta keeps it no longer. */
export function isTold({ told, stream }: Account, order: number, org: SimulatedOrg, nowMs: number): boolean {
  if (told.has(order)) return true;
  const isGone = (org.events[order]?.persistedMs ?? nowMs) < nowMs - RETENTION_MS;
  const { possibleGap: gap } = stream;
  if (!isGone || !gap || isChosen(gap)) return false;
  return Date.parse(gap.restartedFrom) > (org.events[order]?.persistedMs ?? 0);
}
