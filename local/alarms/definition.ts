import type { AlarmRule } from './alarm-rule.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** A series of values, and what makes one value of those of a period. */
export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly periodSeconds: number;
  readonly statistic: string;
}

export type Comparison =
  'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';

/** A number to compare with, or a band around what is usual, so many standard deviations wide to either side. */
export type Condition =
  | { readonly comparison: Comparison; readonly threshold: number }
  | {
      readonly comparison:
        'LessThanLowerThreshold' | 'GreaterThanUpperThreshold' | 'LessThanLowerOrGreaterThanUpperThreshold';
      readonly standardDeviations: number;
    };

export interface MetricAlarm {
  readonly name: string;
  readonly metric: MetricQuery;
  /** What is added to it, period by period; where one of them has no value, the sum has none. */
  readonly plus?: MetricQuery;
  readonly condition: Condition;
  /** M of N: so many of so many periods. */
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: MissingData;
}

export interface CompositeAlarm {
  readonly name: string;
  readonly rule: AlarmRule;
}

export interface AlarmDefinitions {
  readonly metricAlarms: readonly MetricAlarm[];
  readonly compositeAlarms: readonly CompositeAlarm[];
}
