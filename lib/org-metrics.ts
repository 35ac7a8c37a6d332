import { Metric, SearchExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { METRIC_NAMESPACE, METRIC_SERVICE, type OrgMetric, type StreamMetric } from '../lambdas/core/metric-names.ts';

/** What the functions emit about one org and its streams. */
export class OrgMetrics {
  private readonly dimensions: { readonly Org: string; readonly service: string };

  constructor(orgUrl: string) {
    this.dimensions = { Org: new URL(orgUrl).hostname, service: METRIC_SERVICE };
  }

  ofOrg(metricName: OrgMetric, statistic: string): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { ...this.dimensions },
      statistic,
      period: Duration.minutes(1),
    });
  }

  /**
   * One line for each stream. They come and go at run time, so they are searched for whenever somebody looks:
   * CloudWatch finds what had a value within the last two weeks. An alarm cannot search.
   */
  ofEachStream(metricName: StreamMetric, statistic: string): SearchExpression {
    return new SearchExpression({
      expression: this.search(metricName, statistic),
      label: "${PROP('Dim.Stream')}",
      period: Duration.minutes(1),
    });
  }

  /** The greatest value of any stream. */
  ofWorstStream(metricName: StreamMetric): SearchExpression {
    return new SearchExpression({
      expression: `MAX(${this.search(metricName, Stats.MAXIMUM)})`,
      label: metricName,
      period: Duration.minutes(1),
    });
  }

  private search(metricName: StreamMetric, statistic: string): string {
    const schema = `{${METRIC_NAMESPACE},Org,Stream,service}`;
    return `SEARCH('${schema} MetricName="${metricName}" Org="${this.dimensions.Org}"', '${statistic}')`;
  }
}
