import { type IMetric, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { OrgMetrics } from './org-metrics.ts';

/** How polling goes, and how things stood at its ticks. */
export class PollMetrics {
  private readonly metrics: OrgMetrics;

  constructor(orgUrl: string) {
    this.metrics = new OrgMetrics(orgUrl);
  }

  ticks(): Metric {
    return this.metrics.ofOrg('Ticks', Stats.SUM);
  }

  pagesRead(): Metric {
    return this.metrics.ofOrg('PagesRead', Stats.SUM);
  }

  eventsRead(): Metric {
    return this.metrics.ofOrg('EventsRead', Stats.SUM);
  }

  readTime(statistic: string): Metric {
    return this.metrics.ofOrg('ReadTime', statistic);
  }

  readFailures(): Metric {
    return this.metrics.ofOrg('ReadFailures', Stats.SUM);
  }

  credentialsRefused(): Metric {
    return this.metrics.ofOrg('CredentialsRefused', Stats.SUM);
  }

  oktaRequests(): Metric {
    return this.metrics.ofOrg('OktaRequests', Stats.SUM);
  }

  rateLimited(): Metric {
    return this.metrics.ofOrg('RateLimited', Stats.SUM);
  }

  rateLimitShareUsed(): Metric {
    return this.metrics.ofOrg('RateLimitShareUsed', Stats.MAXIMUM);
  }

  rateLimitRemaining(): Metric {
    return this.metrics.ofOrg('RateLimitRemaining', Stats.MINIMUM);
  }

  secondsUntilCaughtUp(): Metric {
    return this.metrics.ofOrg('SecondsUntilCaughtUp', Stats.MAXIMUM);
  }

  worstLag(): Metric {
    return this.metrics.ofOrg('WorstLag', Stats.MAXIMUM);
  }

  worstCursorAge(): Metric {
    return this.metrics.ofOrg('WorstCursorAge', Stats.MAXIMUM);
  }

  inactiveStreams(): Metric {
    return this.metrics.ofOrg('InactiveStreams', Stats.MAXIMUM);
  }

  gaps(): Metric {
    return this.metrics.ofOrg('Gaps', Stats.SUM);
  }

  streamActive(): IMetric {
    return this.metrics.ofEachStream('StreamActive', Stats.MINIMUM);
  }

  backlog(): IMetric {
    return this.metrics.ofEachStream('Backlog', Stats.MAXIMUM);
  }

  oldestUndeliveredAge(): IMetric {
    return this.metrics.ofEachStream('OldestUndeliveredAge', Stats.MAXIMUM);
  }

  cursorAge(): IMetric {
    return this.metrics.ofEachStream('CursorAge', Stats.MAXIMUM);
  }

  possibleGaps(): IMetric {
    return this.metrics.ofEachStream('PossibleGaps', Stats.SUM);
  }
}
