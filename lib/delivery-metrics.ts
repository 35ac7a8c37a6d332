import { type IMetric, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { OrgMetrics } from './org-metrics.ts';

/** What becomes of the events on their way to the targets. */
export class DeliveryMetrics {
  private readonly metrics: OrgMetrics;

  constructor(orgUrl: string) {
    this.metrics = new OrgMetrics(orgUrl);
  }

  eventsDelivered(): IMetric {
    return this.metrics.ofEachStream('EventsDelivered', Stats.SUM);
  }

  attempts(): IMetric {
    return this.metrics.ofEachStream('DeliveryAttempts', Stats.SUM);
  }

  failedAttempts(): IMetric {
    return this.metrics.ofEachStream('FailedAttempts', Stats.SUM);
  }

  lag(statistic: string): IMetric {
    return this.metrics.ofEachStream('Lag', statistic);
  }

  worstLag(): IMetric {
    return this.metrics.ofWorstStream('Lag');
  }

  deliveryTime(statistic: string): IMetric {
    return this.metrics.ofEachStream('DeliveryTime', statistic);
  }

  duplicatesDropped(): IMetric {
    return this.metrics.ofEachStream('DuplicatesDropped', Stats.SUM);
  }

  rewinds(): IMetric {
    return this.metrics.ofEachStream('Rewinds', Stats.SUM);
  }

  deactivations(): IMetric {
    return this.metrics.ofEachStream('Deactivations', Stats.SUM);
  }

  streamDeactivations(): Metric {
    return this.metrics.ofOrg('StreamDeactivations', Stats.SUM);
  }

  eventsUndeliverable(): IMetric {
    return this.metrics.ofEachStream('EventsUndeliverable', Stats.SUM);
  }

  undeliverableEvents(): Metric {
    return this.metrics.ofOrg('UndeliverableEvents', Stats.SUM);
  }
}
