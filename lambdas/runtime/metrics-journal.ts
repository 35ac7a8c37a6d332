import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { type Figure, figuresOf } from '../core/figures.ts';
import type { Journal } from '../core/journal.ts';
import { METRIC_NAMESPACE, METRIC_SERVICE, ORG_METRICS, STREAM_METRICS } from '../core/metric-names.ts';

/** Gathers an invocation's metrics from its journal, and publishes them as lines of the embedded metric format. */
export interface MetricsJournal {
  readonly journal: Journal;
  /** Publishes what it was told since the last time: a line for the org and one a stream, or more for many values. */
  publish(): void;
}

export function metricsJournal(orgUrl: URL): MetricsJournal {
  let figures: Figure[] = [];

  return {
    journal: (entry) => void figures.push(...figuresOf(entry)),
    publish() {
      const told = figures;
      figures = [];
      for (const [stream, of] of Map.groupBy(told, (figure) => ('stream' in figure ? figure.stream : undefined))) {
        publishAll(of, { Org: orgUrl.hostname, ...(stream !== undefined && { Stream: stream }) });
      }
    },
  };
}

function publishAll(figures: readonly Figure[], dimensions: Readonly<Record<string, string>>): void {
  const metrics = new Metrics({
    namespace: METRIC_NAMESPACE,
    serviceName: METRIC_SERVICE,
    defaultDimensions: { ...dimensions },
  });
  for (const { metric, values } of figures) {
    for (const value of values) metrics.addMetric(metric, unitOf(metric), value);
  }
  // EMF: a metric has at most 100 values in one line. Powertools publishes by itself then, and may have nothing left.
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

const unitOf = (metric: Figure['metric']) => ({ ...ORG_METRICS, ...STREAM_METRICS })[metric].unit;

/** Everything that is told goes to every one of them. */
export const journals =
  (...all: readonly Journal[]): Journal =>
  (entry) => {
    for (const journal of all) journal(entry);
  };

export type Publishing = Pick<MetricsJournal, 'publish'>;

/** For a handler of which nobody wants figures. */
export const NO_METRICS: Publishing = { publish: () => undefined };

/** Publishes at the end of an invocation, also of one that failed. */
export const publishMetrics = (metrics: Publishing): MiddlewareObj => ({
  after: () => metrics.publish(),
  onError: () => metrics.publish(),
});
