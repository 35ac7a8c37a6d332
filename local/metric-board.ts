import { streamIdIn } from '../lambdas/core/metric-names.ts';
import { type MetricPoint, parseEmf } from './emf.ts';
import type { StreamSummary, Summary } from './summary.ts';

/** What CloudWatch would know of the streams, from the lines of metrics that the functions write. */
export interface MetricBoard {
  /** What targets had been delivered by runs before, from which the metrics of this one count on. */
  countOn(streamId: string, delivered: number): void;
  observe(line: string): void;
  /** The summary as these metrics tell it, where they do: delivered, lag and backlog. */
  over(summary: Summary): Summary;
}

interface Told {
  delivered: number;
  backlog?: number;
  lagSeconds: number[];
}

/** As many as make percentiles steady, and few enough to sort with every look. */
const LAGS_KEPT = 2_000;

export function metricBoard(): MetricBoard {
  // By id: a stream that is renamed goes on under another label.
  const byStream = new Map<string, Told>();
  const before = new Map<string, number>();

  const note = ({ name, dimensions, values }: MetricPoint): void => {
    const streamId = streamIdIn(dimensions['Stream'] ?? '');
    if (streamId === undefined) return;
    const told = byStream.get(streamId) ?? { delivered: 0, lagSeconds: [] };
    byStream.set(streamId, told);
    if (name === 'EventsDelivered') told.delivered += values.reduce((sum, value) => sum + value, 0);
    if (name === 'Lag') told.lagSeconds = [...told.lagSeconds, ...values].slice(-LAGS_KEPT);
    if (name === 'Backlog') told.backlog = values.at(-1) ?? 0;
  };

  const overStream = (stream: StreamSummary): StreamSummary => {
    const told = byStream.get(stream.id);
    const accepted = (before.get(stream.id) ?? 0) + (told?.delivered ?? 0);
    if (!told) return { ...stream, accepted };
    const sorted = told.lagSeconds.toSorted((a, b) => a - b);
    return {
      ...stream,
      accepted,
      backlog: told.backlog ?? stream.backlog,
      lagMs: { p50: percentileMs(sorted, 50), p99: percentileMs(sorted, 99) },
    };
  };

  return {
    countOn: (streamId, delivered) => void before.set(streamId, delivered),
    observe: (line) => parseEmf(line)?.forEach(note),
    over: (summary) => ({ ...summary, streams: summary.streams.map(overStream) }),
  };
}

/** By nearest rank; null where there is none. */
function percentileMs(sortedSeconds: readonly number[], percentile: number): number | null {
  const seconds = sortedSeconds[Math.max(0, Math.ceil((percentile / 100) * sortedSeconds.length) - 1)];
  return seconds === undefined ? null : seconds * 1000;
}
