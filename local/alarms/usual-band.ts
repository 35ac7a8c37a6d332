import type { MetricQuery } from './definition.ts';
import type { MetricHistory } from './metric-history.ts';

export interface Band {
  readonly lower: number;
  readonly upper: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** CloudWatch: a model is trained on up to two weeks. */
const DAYS = 14;

/** Our own: of fewer days nobody can say what is usual. */
const LEAST_DAYS = 3;

/**
 * What a period's value usually is; undefined while there is too little history.
 *
 * An approximation: CloudWatch trains a model on hourly, daily and weekly patterns and on trends, and does not say how.
 * This is the mean of the same hour of the last days, and standard deviations around it. It knows no weekends.
 */
export function usualBand(
  history: MetricHistory,
  query: MetricQuery,
  beginMs: number,
  standardDeviations: number,
): Band | undefined {
  const periodMs = query.periodSeconds * 1000;
  const hour = Math.floor(beginMs / HOUR_MS) * HOUR_MS;
  const begins =
    periodMs < HOUR_MS ? Array.from({ length: HOUR_MS / periodMs }, (_, i) => hour + i * periodMs) : [hour];
  const days = Array.from({ length: DAYS }, (_, day) =>
    begins.map((begin) => history.value(query, begin - (day + 1) * DAY_MS)).filter((value) => value !== undefined),
  ).filter((values) => values.length > 0);
  if (days.length < LEAST_DAYS) return undefined;

  const values = days.flat();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const width = standardDeviations * Math.sqrt(variance);
  // CloudWatch: a band does not leave what a metric can be; those that alarms watch are never negative.
  return { lower: Math.max(0, mean - width), upper: mean + width };
}
