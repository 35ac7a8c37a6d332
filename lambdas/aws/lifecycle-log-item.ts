import type { LifecycleEvent } from '../core/lifecycle-event.ts';
import type { LoggedEvent } from '../core/ports.ts';
import type { StreamKey } from './stream-item.ts';

/** Okta: "System Log data older than 90 days isn't returned". */
const KEPT_SECONDS = 90 * 86_400;

/** Texts of one length sort as their numbers do. */
const SK_DIGITS = 16;
export const lastSk = '9'.repeat(SK_DIGITS);

export interface LogItem extends StreamKey, LifecycleEvent {
  readonly persistedAt: string;
  /** Epoch seconds. Becomes `expiresAt`, by which DynamoDB deletes, when another event stands behind this one. */
  readonly keepUntil: number;
}

export const logKey = (pk: string, sequence: number): StreamKey => ({
  pk,
  sk: String(sequence).padStart(SK_DIGITS, '0'),
});

export const toLogItem = (
  pk: string,
  { uuid, published, json }: LifecycleEvent,
  sequence: number,
  at: Date,
): LogItem => ({
  ...logKey(pk, sequence),
  uuid,
  published,
  json,
  persistedAt: at.toISOString(),
  keepUntil: Math.floor(at.getTime() / 1000) + KEPT_SECONDS,
});

export const fromLogItem = ({ sk, uuid, published, json, persistedAt }: LogItem): LoggedEvent => ({
  sequence: Number(sk),
  uuid,
  published,
  json,
  persistedAt,
});

/** DynamoDB deletes within days of the time, and never the last event. */
export const isKeptAt = ({ keepUntil }: LogItem, now: Date): boolean => keepUntil * 1000 > now.getTime();
