import { describe, expect, test } from '@jest/globals';
import { readAlarms } from '../../local/alarms/read-alarms.ts';
import type { Scope } from '../../local/intrinsics.ts';
import { templateOf } from '../support/templates.ts';

const SCOPE: Scope = {
  pseudo: {},
  resources: new Map([['Queue', { ref: 'http://queue', attributes: { QueueName: 'dead-letters' } }]]),
};

const LAG = {
  AlarmName: 'acme-lag',
  AlarmActions: [{ Ref: 'Topic' }],
  AlarmDescription: 'Late',
  ComparisonOperator: 'GreaterThanThreshold',
  DatapointsToAlarm: 4,
  Dimensions: [{ Name: 'Org', Value: 'acme' }],
  EvaluationPeriods: 5,
  MetricName: 'WorstLag',
  Namespace: 'Test',
  Period: 60,
  Statistic: 'Maximum',
  Threshold: 300,
  TreatMissingData: 'ignore',
};

const METRIC = { Namespace: 'Test', MetricName: 'EventsRead', Dimensions: [{ Name: 'Org', Value: 'acme' }] };
const USUAL = {
  AlarmName: 'acme-usual',
  ComparisonOperator: 'LessThanLowerThreshold',
  EvaluationPeriods: 4,
  Metrics: [
    { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(events, 3)', ReturnData: true },
    { Id: 'events', MetricStat: { Metric: METRIC, Period: 900, Stat: 'Sum' }, ReturnData: true },
  ],
  ThresholdMetricId: 'band',
};

const stat = (Id: string, MetricName: string, Period = 300) => ({
  Id,
  MetricStat: { Metric: { ...METRIC, MetricName }, Period, Stat: 'Maximum' },
  ReturnData: false,
});
const SUM = {
  AlarmName: 'acme-sum',
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  EvaluationPeriods: 3,
  Metrics: [{ Id: 'expr_1', Expression: 'a + b' }, stat('a', 'Visible'), stat('b', 'NotVisible')],
  Threshold: 1,
};
const sum = (...Metrics: unknown[]) => ({ ...SUM, Metrics });
const [EXPRESSION, A, B] = SUM.Metrics;

const read = (properties: Record<string, unknown>) =>
  readAlarms(templateOf({ Lag: { Type: 'AWS::CloudWatch::Alarm', Properties: properties } }), SCOPE);

describe('the alarms of a template', () => {
  test('are read with what they watch and when they go off', () => {
    expect(read(LAG).metricAlarms).toEqual([
      {
        name: 'acme-lag',
        metric: {
          namespace: 'Test',
          name: 'WorstLag',
          dimensions: { Org: 'acme' },
          periodSeconds: 60,
          statistic: 'Maximum',
        },
        condition: { comparison: 'GreaterThanThreshold', threshold: 300 },
        datapointsToAlarm: 4,
        evaluationPeriods: 5,
        missingData: 'ignore',
      },
    ]);
  });

  test('are read where they watch what is usual', () => {
    expect(read(USUAL).metricAlarms).toMatchObject([
      {
        metric: { name: 'EventsRead', dimensions: { Org: 'acme' }, periodSeconds: 900, statistic: 'Sum' },
        condition: { comparison: 'LessThanLowerThreshold', standardDeviations: 3 },
        datapointsToAlarm: 4,
        evaluationPeriods: 4,
        missingData: 'missing',
      },
    ]);
  });

  test('are read where they watch the sum of two metrics', () => {
    const metric = { namespace: 'Test', dimensions: { Org: 'acme' }, periodSeconds: 300, statistic: 'Maximum' };

    expect(read(SUM).metricAlarms).toMatchObject([
      {
        metric: { ...metric, name: 'Visible' },
        plus: { ...metric, name: 'NotVisible' },
        condition: { comparison: 'GreaterThanOrEqualToThreshold', threshold: 1 },
      },
    ]);
  });

  test('watch what the resources that they refer to are called', () => {
    const Dimensions = [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } }];

    expect(read({ ...LAG, Dimensions }).metricAlarms[0]?.metric.dimensions).toEqual({ QueueName: 'dead-letters' });
  });

  test('are named like their logical id where the template leaves it to CloudFormation', () => {
    expect(read({ ...LAG, AlarmName: undefined }).metricAlarms[0]?.name).toBe('Lag');
  });

  test('are named in the rules of others by reference', () => {
    const arn = { 'Fn::GetAtt': ['Lag', 'Arn'] };
    const { compositeAlarms } = readAlarms(
      templateOf({
        Lag: { Type: 'AWS::CloudWatch::Alarm', Properties: LAG },
        Unhealthy: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Properties: { AlarmName: 'bad', AlarmRule: { 'Fn::Join': ['', ['ALARM("', arn, '")']] } },
        },
      }),
      SCOPE,
    );

    expect(compositeAlarms.map(({ name }) => name)).toEqual(['bad']);
    expect(compositeAlarms[0]?.rule((name) => (name === 'acme-lag' ? 'ALARM' : 'OK'))).toBe(true);
    expect(compositeAlarms[0]?.rule(() => 'OK')).toBe(false);
  });

  test.each<[what: string, properties: Record<string, unknown>, message: string]>([
    ['metric math', { ...USUAL, Metrics: [{ Id: 'band', Expression: 'm1 + m2' }] }, 'only a metric with its ANOMALY'],
    [
      'the band of another metric',
      { ...USUAL, Metrics: [{ Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m9, 2)' }, USUAL.Metrics[1]] },
      'got ANOMALY_DETECTION_BAND(m9, 2)',
    ],
    ['a difference', sum({ Id: 'e', Expression: 'a - b' }, A, B), 'only the sum of two metrics is played; got a - b'],
    ['a metric added to itself', sum({ Id: 'e', Expression: 'a + a' }, A, B), 'got a + a'],
    ['a sum of what there is not', sum({ Id: 'e', Expression: 'a + c' }, A, B), 'got a + c'],
    ['a sum with a third metric', sum(EXPRESSION, A, B, stat('c', 'Delayed')), 'only the sum of two metrics'],
    ['a sum in another account', sum({ ...EXPRESSION, AccountId: '1' }, A, B), 'does not play AccountId'],
    ['a sum over other periods', sum(EXPRESSION, A, stat('b', 'NotVisible', 60)), 'have one period'],
    ['a sum that is not returned', sum({ ...EXPRESSION, ReturnData: false }, A, B), 'ReturnData'],
    ['a metric that is returned beside its sum', sum(EXPRESSION, { ...A, ReturnData: true }, B), 'ReturnData'],
    ['a period beside a sum', { ...SUM, Period: 300 }, 'does not play Period'],
    ['a third metric', { ...USUAL, Metrics: [...USUAL.Metrics, { Id: 'm3' }] }, 'of metric math'],
    [
      'a metric of another account',
      { ...USUAL, Metrics: [USUAL.Metrics[0], { ...USUAL.Metrics[1], MetricStat: { Unit: 'Count' } }] },
      'does not play Unit',
    ],
    ['a unit', { ...LAG, Unit: 'Seconds' }, 'alarm acme-lag: the embedded run does not play Unit'],
    ['few samples', { ...LAG, EvaluateLowSampleCountPercentile: 'ignore' }, 'EvaluateLowSampleCountPercentile'],
    ['seconds', { ...LAG, Period: 10 }, 'periods of whole minutes are played; got 10 seconds'],
    ['no period', { ...LAG, Period: undefined }, 'periods of whole minutes are played; got undefined'],
    ['another operator', { ...LAG, ComparisonOperator: 'LessThanLowerThreshold' }, 'got "LessThanLowerThreshold"'],
    ['another treatment', { ...LAG, TreatMissingData: 'guess' }, 'plays TreatMissingData missing, ignore'],
  ])('fail by name on %s', (_what, properties, message) => {
    expect(() => read(properties)).toThrow(message);
  });
});
