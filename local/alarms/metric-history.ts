import type { MetricPoint } from '../emf.ts';
import type { MetricQuery } from './definition.ts';
import { statistic } from './statistic.ts';

export const MINUTE_MS = 60_000;

/** Every value that metrics ever had, by minute: no period is shorter. */
export interface MetricHistory {
  add(points: Iterable<MetricPoint>): void;
  /** The value of the period that begins at this time; undefined when the metric had none in it. */
  value(query: MetricQuery, beginMs: number): number | undefined;
}

export function metricHistory(): MetricHistory {
  const series = new Map<string, Map<number, number[]>>();
  // What is usual is asked of hundreds of periods at once.
  const keys = new WeakMap<MetricQuery, string>();
  const keyOf = (query: MetricQuery): string => {
    const key = keys.get(query) ?? seriesKey(query.namespace, query.name, query.dimensions);
    keys.set(query, key);
    return key;
  };

  return {
    add(points) {
      for (const { namespace, name, dimensions, values, timestamp } of points) {
        const key = seriesKey(namespace, name, dimensions);
        const minutes = series.get(key) ?? new Map<number, number[]>();
        series.set(key, minutes);
        const minute = Math.floor(timestamp.getTime() / MINUTE_MS);
        const known = minutes.get(minute) ?? [];
        minutes.set(minute, known);
        known.push(...values);
      }
    },
    value(query, beginMs) {
      const { periodSeconds, statistic: by } = query;
      const minutes = series.get(keyOf(query));
      if (!minutes) return undefined;
      const first = Math.floor(beginMs / MINUTE_MS);
      const values = Array.from({ length: periodSeconds / 60 }, (_, index) => minutes.get(first + index) ?? []);
      const all = values.flat();
      return all.length === 0 ? undefined : statistic(by, all);
    },
  };
}

/** CloudWatch: a metric is its namespace, its name and all its dimensions, in whatever order. */
const seriesKey = (namespace: string, name: string, dimensions: MetricQuery['dimensions']): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
