import type { MetricPoint } from '../emf.ts';
import { crosses, leaves } from './condition.ts';
import type { AlarmDefinitions, AlarmState, MetricAlarm } from './definition.ts';
import { MINUTE_MS, type MetricHistory, metricHistory } from './metric-history.ts';
import { type Datapoint, evaluationRange, stateOf } from './missing-data.ts';
import { usualBand } from './usual-band.ts';

/** An alarm that came into another state. */
export interface Transition {
  readonly at: Date;
  readonly alarm: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/** Alarms as CloudWatch evaluates them, on a clock that is given. */
export interface AlarmEvaluator {
  /** Takes values, also of times before the first evaluation. */
  record(points: Iterable<MetricPoint>): void;
  /** To be called once a minute, as CloudWatch does; answers what has changed. */
  evaluate(now: Date): readonly Transition[];
  states(): ReadonlyMap<string, AlarmState>;
}

export function alarmEvaluator({ metricAlarms, compositeAlarms }: AlarmDefinitions): AlarmEvaluator {
  const history = metricHistory();
  const states = new Map<string, AlarmState>(
    [...metricAlarms, ...compositeAlarms].map(({ name }) => [name, 'INSUFFICIENT_DATA']),
  );
  const metricStates = (name: string): AlarmState => {
    const state = metricAlarms.some((alarm) => alarm.name === name) ? states.get(name) : undefined;
    if (state === undefined) throw new Error(`a rule names "${name}", which is no metric alarm: that is not played`);
    return state;
  };

  return {
    record: (points) => history.add(points),
    evaluate(now) {
      const transitions: Transition[] = [];
      const enter = (alarm: string, to: AlarmState | undefined): void => {
        const from = states.get(alarm);
        if (from === undefined || to === undefined || to === from) return;
        states.set(alarm, to);
        transitions.push({ at: now, alarm, from, to });
      };
      for (const alarm of metricAlarms) enter(alarm.name, stateOf(alarm, datapoints(history, alarm, now)));
      for (const { name, rule } of compositeAlarms) enter(name, rule(metricStates) ? 'ALARM' : 'OK');
      return transitions;
    },
    states: () => states,
  };
}

/**
 * The periods of the evaluation range, the latest first. AWS: an alarm is evaluated every minute, whatever its period;
 * five minutes end now, and at the next evaluation a minute later.
 */
function datapoints(history: MetricHistory, alarm: MetricAlarm, now: Date): readonly Datapoint[] {
  const { metric, plus, condition } = alarm;
  const end = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  return Array.from({ length: evaluationRange(alarm) }, (_, index) => {
    const begin = end - (index + 1) * metric.periodSeconds * 1000;
    const value = history.value(metric, begin);
    const added = plus ? history.value(plus, begin) : 0;
    if (value === undefined || added === undefined) return undefined;
    if ('threshold' in condition) return crosses(condition, value + added) ? 'breaching' : 'ok';
    const band = usualBand(history, metric, begin, condition.standardDeviations);
    // While CloudWatch's model is in training there is nothing to compare with.
    return band && (leaves(condition, value, band) ? 'breaching' : 'ok');
  });
}
