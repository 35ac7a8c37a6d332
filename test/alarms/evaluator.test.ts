import { describe, expect, test } from '@jest/globals';
import { parseAlarmRule } from '../../local/alarms/alarm-rule.ts';
import type { Condition, MetricAlarm } from '../../local/alarms/definition.ts';
import { alarmEvaluator } from '../../local/alarms/evaluator.ts';
import { MINUTE, START } from '../support/manual-clock.ts';

const METRIC = { namespace: 'Test', name: 'Lag', dimensions: { Org: 'acme', service: 's' } };

type Difference = Omit<Partial<MetricAlarm>, 'metric'> & { readonly metric?: Partial<MetricAlarm['metric']> };

const alarm = (difference: Difference = {}): MetricAlarm => ({
  name: 'lag',
  condition: { comparison: 'GreaterThanThreshold', threshold: 300 },
  datapointsToAlarm: 1,
  evaluationPeriods: 1,
  missingData: 'notBreaching',
  ...difference,
  metric: { ...METRIC, periodSeconds: 60, statistic: 'Maximum', ...difference.metric },
});

const minute = (number: number): Date => new Date(START.getTime() + number * MINUTE);

/** Evaluates at the end of each minute, with the values that were recorded in it. */
function statesOf(definition: MetricAlarm, minutes: readonly (readonly number[])[]): (string | undefined)[] {
  const evaluator = alarmEvaluator({ metricAlarms: [definition], compositeAlarms: [] });
  return minutes.map((values, index) => {
    if (values.length > 0) evaluator.record([{ ...METRIC, unit: 'Seconds', values, timestamp: minute(index + 0.5) }]);
    evaluator.evaluate(minute(index + 1));
    return evaluator.states().get('lag');
  });
}

describe('an alarm', () => {
  test('has insufficient data before it was evaluated', () => {
    const { states } = alarmEvaluator({ metricAlarms: [alarm()], compositeAlarms: [] });

    expect(states()).toEqual(new Map([['lag', 'INSUFFICIENT_DATA']]));
  });

  test('goes off when so many of the last periods breach, in whatever order', () => {
    const threeOfFive = alarm({ datapointsToAlarm: 3, evaluationPeriods: 5 });

    expect(statesOf(threeOfFive, [[400], [1], [400], [1], [400], [1], [1], [1]])).toEqual([
      'OK',
      'OK',
      'OK',
      'OK',
      'ALARM',
      'OK',
      'OK',
      'OK',
    ]);
  });

  test('adds a second metric, and has no value where one of them has none', () => {
    const other = { ...METRIC, name: 'InFlight' };
    const definition = alarm({
      condition: { comparison: 'GreaterThanOrEqualToThreshold', threshold: 3 },
      plus: { ...other, periodSeconds: 60, statistic: 'Maximum' },
      missingData: 'ignore',
    });
    const evaluator = alarmEvaluator({ metricAlarms: [definition], compositeAlarms: [] });
    const stateAfter = (index: number, value: number, added: number | undefined) => {
      const of = { unit: 'Count', timestamp: minute(index + 0.5) };
      evaluator.record([{ ...METRIC, ...of, values: [value] }]);
      if (added !== undefined) evaluator.record([{ ...other, ...of, values: [added] }]);
      evaluator.evaluate(minute(index + 1));
      return evaluator.states().get('lag');
    };

    expect([stateAfter(0, 1, 1), stateAfter(1, 1, 2), stateAfter(5, 9, undefined), stateAfter(10, 2, 0)]).toEqual([
      'OK',
      'ALARM',
      'ALARM',
      'OK',
    ]);
  });

  test('sees a period of five minutes end at every minute', () => {
    const sum = alarm({
      metric: { periodSeconds: 300, statistic: 'Sum' },
      condition: { comparison: 'GreaterThanThreshold', threshold: 4 },
      missingData: 'missing',
    });

    const states = statesOf(sum, [[1], [1], [1], [1], [1], [0], [0]]);

    expect(states).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  test.each<[comparison: Extract<Condition, { threshold: number }>['comparison'], states: string[]]>([
    ['GreaterThanThreshold', ['OK', 'OK', 'ALARM']],
    ['GreaterThanOrEqualToThreshold', ['OK', 'ALARM', 'ALARM']],
    ['LessThanThreshold', ['ALARM', 'OK', 'OK']],
    ['LessThanOrEqualToThreshold', ['ALARM', 'ALARM', 'OK']],
  ])('with %s compares with its threshold', (comparison, states) => {
    expect(statesOf(alarm({ condition: { comparison, threshold: 2 } }), [[1], [2], [3]])).toEqual(states);
  });

  test('is not about a metric with another name, namespace or dimension', () => {
    const evaluator = alarmEvaluator({ metricAlarms: [alarm()], compositeAlarms: [] });
    const point = { ...METRIC, unit: 'Seconds', values: [900], timestamp: minute(0) };

    evaluator.record([
      { ...point, name: 'Age' },
      { ...point, namespace: 'Other' },
      { ...point, dimensions: { Org: 'acme' } },
      { ...point, dimensions: { Org: 'acme', service: 's', Stream: 'x' } },
    ]);

    evaluator.evaluate(minute(1));
    expect(evaluator.states().get('lag')).toBe('OK');
    evaluator.record([{ ...point, dimensions: { service: 's', Org: 'acme' } }]);
    evaluator.evaluate(minute(1));
    expect(evaluator.states().get('lag')).toBe('ALARM');
  });

  test('tells each change once, and when', () => {
    const evaluator = alarmEvaluator({ metricAlarms: [alarm()], compositeAlarms: [] });
    evaluator.record([{ ...METRIC, unit: 'Seconds', values: [1, 900], timestamp: minute(0) }]);

    expect(evaluator.evaluate(minute(1))).toEqual([
      { at: minute(1), alarm: 'lag', from: 'INSUFFICIENT_DATA', to: 'ALARM' },
    ]);
    expect(evaluator.evaluate(minute(1))).toEqual([]);
  });
});

describe('an alarm about what is usual', () => {
  const DAYS = 14;

  /** The same every day at this hour, but for the last. */
  function lastDay(comparison: Exclude<Condition, { threshold: number }>['comparison'], value: number, days = DAYS) {
    const usual = alarm({
      condition: { comparison, standardDeviations: 2 },
      missingData: 'missing',
    });
    const evaluator = alarmEvaluator({ metricAlarms: [usual], compositeAlarms: [] });
    for (let day = 1; day <= days; day += 1) {
      const timestamp = new Date(START.getTime() - day * 24 * 60 * MINUTE);
      evaluator.record([{ ...METRIC, unit: 'Count', values: [day % 2 === 0 ? 90 : 110], timestamp }]);
    }
    evaluator.record([{ ...METRIC, unit: 'Count', values: [value], timestamp: START }]);
    evaluator.evaluate(minute(1));
    return evaluator.states().get('lag');
  }

  test.each([
    ['LessThanLowerThreshold', 79, 'ALARM'],
    ['LessThanLowerThreshold', 81, 'OK'],
    ['LessThanLowerThreshold', 200, 'OK'],
    ['GreaterThanUpperThreshold', 121, 'ALARM'],
    ['GreaterThanUpperThreshold', 119, 'OK'],
    ['GreaterThanUpperThreshold', 0, 'OK'],
    ['LessThanLowerOrGreaterThanUpperThreshold', 79, 'ALARM'],
    ['LessThanLowerOrGreaterThanUpperThreshold', 121, 'ALARM'],
    ['LessThanLowerOrGreaterThanUpperThreshold', 100, 'OK'],
  ] as const)('with %s and a usual 80 to 120, %d is %s', (comparison, value, state) => {
    expect(lastDay(comparison, value)).toBe(state);
  });

  test('says nothing before there are three days', () => {
    expect(lastDay('LessThanLowerThreshold', 1, 2)).toBe('INSUFFICIENT_DATA');
    expect(lastDay('LessThanLowerThreshold', 1, 3)).toBe('ALARM');
  });
});

describe('a composite alarm', () => {
  const others = [alarm({ name: 'a' }), alarm({ name: 'b', metric: { name: 'Other' } })];

  test('follows the alarms that it names', () => {
    const either = { name: 'either', rule: parseAlarmRule('ALARM(a) OR ALARM(b)') };
    const evaluator = alarmEvaluator({ metricAlarms: others, compositeAlarms: [either] });
    evaluator.evaluate(minute(0));
    evaluator.record([{ ...METRIC, name: 'Other', unit: 'Count', values: [900], timestamp: minute(0) }]);

    expect(evaluator.evaluate(minute(1)).map(({ alarm: name, to }) => [name, to])).toEqual([
      ['b', 'ALARM'],
      ['either', 'ALARM'],
    ]);
    expect(evaluator.evaluate(minute(9)).map(({ alarm: name, to }) => [name, to])).toEqual([
      ['b', 'OK'],
      ['either', 'OK'],
    ]);
  });

  test.each(['nobody', 'either'])('fails by name when it names "%s", which is no metric alarm', (name) => {
    const either = { name: 'either', rule: parseAlarmRule(`ALARM(${name})`) };
    const evaluator = alarmEvaluator({ metricAlarms: others, compositeAlarms: [either] });

    expect(() => evaluator.evaluate(minute(0))).toThrow(`a rule names "${name}"`);
  });
});
