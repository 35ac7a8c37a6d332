import type { AlarmState, MetricAlarm } from './definition.ts';

/** One period: undefined where there was no value. */
export type Datapoint = 'breaching' | 'ok' | undefined;

/**
 * CloudWatch looks further back than it evaluates, so that a missing period can be made up for by an older one. How
 * far, AWS says only by example: five periods where three are evaluated.
 */
export const evaluationRange = ({ evaluationPeriods }: Pick<MetricAlarm, 'evaluationPeriods'>): number =>
  evaluationPeriods + 2;

/**
 * The state that follows from the periods of the evaluation range, the latest first; undefined where the state that
 * there is remains.
 *
 * AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, "How alarm state is
 * evaluated when data is missing" and "Avoiding premature transitions to alarm state".
 */
export function stateOf(
  alarm: Pick<MetricAlarm, 'datapointsToAlarm' | 'evaluationPeriods' | 'missingData'>,
  range: readonly Datapoint[],
): AlarmState | undefined {
  const { datapointsToAlarm, evaluationPeriods, missingData } = alarm;
  // What is there counts before anything is made up: only as many are filled in as are lacking.
  const existing = range.filter((point) => point !== undefined).slice(0, evaluationPeriods);
  const lacking = evaluationPeriods - existing.length;
  const breaching = existing.filter((point) => point === 'breaching').length;
  const verdict = (count: number): AlarmState => (count >= datapointsToAlarm ? 'ALARM' : 'OK');

  if (lacking === 0) return verdict(breaching);
  if (missingData === 'breaching') return verdict(breaching + lacking);
  if (missingData === 'notBreaching' || breaching >= datapointsToAlarm) return verdict(breaching);
  if (breaching < existing.length) return 'OK';

  // Nothing but breaching periods, and fewer than it takes, or nothing at all.
  if (missingData === 'ignore') return undefined;
  const oldest = range.findLastIndex((point) => point !== undefined);
  return oldest + 1 >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
