import { figuresOf } from '../../lambdas/core/figures.ts';
import type { Entry } from '../../lambdas/core/journal.ts';
import { METRIC_NAMESPACE, METRIC_SERVICE, ORG_METRICS, STREAM_METRICS } from '../../lambdas/core/metric-names.ts';
import type { MetricPoint } from '../../local/emf.ts';

const UNITS = { ...ORG_METRICS, ...STREAM_METRICS };

/** What CloudWatch gets to know of a journal entry. */
export const pointsOf = (entry: Entry, org: string, timestamp: Date): MetricPoint[] =>
  figuresOf(entry).map((figure) => ({
    namespace: METRIC_NAMESPACE,
    name: figure.metric,
    dimensions: { service: METRIC_SERVICE, Org: org, ...('stream' in figure && { Stream: figure.stream }) },
    unit: UNITS[figure.metric].unit,
    values: figure.values,
    timestamp,
  }));
