import type { StreamReply } from '../api/log-streams.ts';
import type { Histories } from './history.ts';
import { isFailed } from './stream-facts.ts';

/** All streams at a glance. */
export interface Totals {
  readonly streams: number;
  readonly active: number;
  readonly failed: number;
  /** Of the ACTIVE stream that is furthest behind. */
  readonly worstLagSeconds: number | undefined;
  readonly rate: number | undefined;
  readonly backlog: number;
}

export function totalsOf(streams: readonly StreamReply[], histories: Histories): Totals {
  const active = streams.filter(({ status }) => status === 'ACTIVE');
  const lags = active.flatMap(({ delivery: { lagSeconds } }) => lagSeconds ?? []);
  const rates = active.flatMap(({ id }) => histories.get(id)?.at(-1)?.rate ?? []);
  return {
    streams: streams.length,
    active: active.length,
    failed: streams.filter(isFailed).length,
    worstLagSeconds: lags.length === 0 ? undefined : Math.max(...lags),
    rate: rates.length === 0 ? undefined : rates.reduce((sum, rate) => sum + rate, 0),
    backlog: active.reduce((sum, { delivery: { backlog } }) => sum + backlog, 0),
  };
}
