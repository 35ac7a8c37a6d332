import { type Provisioned, resolve, resolveText, type Scope } from '../intrinsics.ts';
import type { StackTemplate, TemplateResource } from '../template.ts';
import { oneOf, refuseUnplayed } from '../unplayed.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import type { AlarmDefinitions, CompositeAlarm, MetricAlarm, MetricQuery } from './definition.ts';

type Properties = Readonly<Record<string, unknown>>;

/** How an alarm is called and whom it tells, which is nothing to play; the rest says what it watches. */
const TOLD = [
  'AlarmName',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
  'ActionsEnabled',
  'AlarmDescription',
  'Tags',
];

/** The alarms that a template declares. Fails by name on what is not played. */
export function readAlarms(template: StackTemplate, scope: Scope): AlarmDefinitions {
  const alarms = template.ofType('AWS::CloudWatch::Alarm');
  const composites = template.ofType('AWS::CloudWatch::CompositeAlarm');
  const known = new Map<string, Provisioned>(
    [...alarms, ...composites].map(({ logicalId, properties }) => {
      const name = resolveText(properties['AlarmName'] ?? logicalId, scope);
      return [logicalId, { ref: name, attributes: { Arn: `arn:aws:cloudwatch:here:account:alarm:${name}` } }];
    }),
  );
  const named: Scope = { ...scope, resources: new Map([...scope.resources, ...known]) };
  return {
    metricAlarms: alarms.map((alarm) => readMetricAlarm(alarm, named)),
    compositeAlarms: composites.map((alarm) => readCompositeAlarm(alarm, named)),
  };
}

function readMetricAlarm({ logicalId, properties }: TemplateResource, scope: Scope): MetricAlarm {
  const name = resolveText({ Ref: logicalId }, scope);
  const where = `alarm ${name}`;
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData, ...rest } = properties;
  const evaluationPeriods = Number(EvaluationPeriods);
  const watched = Object.fromEntries(Object.entries(rest).filter(([property]) => !TOLD.includes(property)));
  return {
    name,
    ...readWatched(where, watched, scope),
    evaluationPeriods,
    datapointsToAlarm: Number(DatapointsToAlarm ?? EvaluationPeriods),
    missingData: oneOf(where, 'TreatMissingData', TreatMissingData ?? 'missing', [
      'missing',
      'ignore',
      'breaching',
      'notBreaching',
    ]),
  };
}

type Watched = Pick<MetricAlarm, 'metric' | 'plus' | 'condition'>;

function readWatched(where: string, properties: Properties, scope: Scope): Watched {
  if ('ThresholdMetricId' in properties) return readBand(where, properties, scope);
  return 'Metrics' in properties ? readSum(where, properties, scope) : readThreshold(where, properties, scope);
}

function readThreshold(where: string, properties: Properties, scope: Scope): Watched {
  const { condition, unread } = readCondition(where, properties);
  return { metric: readMetric(where, unread, scope), condition };
}

function readCondition(where: string, { ComparisonOperator, Threshold, ...unread }: Properties) {
  const comparison = oneOf(where, 'ComparisonOperator', ComparisonOperator, [
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]);
  return { condition: { comparison, threshold: Number(Threshold) }, unread };
}

/** Two metrics whose sum crosses a threshold, as `a + b` and nothing else. */
function readSum(where: string, { Metrics, ...properties }: Properties, scope: Scope): Watched {
  const { condition, unread } = readCondition(where, properties);
  refuseUnplayed(where, unread, []);
  const queries = resolve(Metrics, scope) as readonly Properties[];
  const sum = queries.find((query) => 'Expression' in query) ?? {};
  const expression = String(sum['Expression']);
  const [, ...ids] = /^(\w+) \+ (\w+)$/.exec(expression) ?? [];
  const [metric, plus] = ids.map((id) => queries.find((query) => query !== sum && query['Id'] === id));
  if (!metric || !plus || metric === plus || queries.length !== 3) {
    throw new Error(`${where}: of metric math, only the sum of two metrics is played; got ${expression}`);
  }
  refuseUnplayed(where, sum, ['Id', 'Expression', 'Label', 'ReturnData']);
  if (sum['ReturnData'] === false || metric['ReturnData'] !== false || plus['ReturnData'] !== false) {
    throw new Error(`${where}: of a sum and its metrics, the sum alone is to be returned (ReturnData)`);
  }
  const read = { metric: readStat(where, metric, scope), plus: readStat(where, plus, scope) };
  if (read.metric.periodSeconds !== read.plus.periodSeconds) {
    throw new Error(`${where}: metrics that are added have one period; got two`);
  }
  return { ...read, condition };
}

/** What is usual: a metric, and the band of what is usual for it. */
function readBand(where: string, properties: Properties, scope: Scope): Watched {
  const { Metrics, ThresholdMetricId, ComparisonOperator, ...rest } = properties;
  refuseUnplayed(where, rest, []);
  const queries = resolve(Metrics, scope) as readonly Properties[];
  const watched = queries.find(({ Id }) => Id !== ThresholdMetricId);
  const band = queries.find(({ Id }) => Id === ThresholdMetricId);
  const expression = String(band?.['Expression'] ?? queries.find((query) => 'Expression' in query)?.['Expression']);
  const [, of, deviations] = /^ANOMALY_DETECTION_BAND\((\w+), ?([\d.]+)\)$/.exec(expression) ?? [];
  if (of === undefined || of !== watched?.['Id'] || queries.length !== 2) {
    throw new Error(
      `${where}: of metric math, only a metric with its ANOMALY_DETECTION_BAND is played; got ${expression}`,
    );
  }
  const comparison = oneOf(where, 'ComparisonOperator', ComparisonOperator, [
    'LessThanLowerThreshold',
    'GreaterThanUpperThreshold',
    'LessThanLowerOrGreaterThanUpperThreshold',
  ]);
  return {
    metric: readStat(where, watched, scope),
    condition: { comparison, standardDeviations: Number(deviations) },
  };
}

function readStat(where: string, { MetricStat, ...query }: Properties, scope: Scope): MetricQuery {
  refuseUnplayed(where, query, ['Id', 'Label', 'ReturnData']);
  const { Metric, Period, Stat, ...others } = MetricStat as Properties;
  refuseUnplayed(where, others, []);
  return readMetric(where, { ...(Metric as Properties), Period, Statistic: Stat }, scope);
}

function readMetric(where: string, properties: Properties, scope: Scope): MetricQuery {
  const { Namespace, MetricName, Dimensions = [], Period, Statistic, ExtendedStatistic, ...rest } = properties;
  refuseUnplayed(where, rest, []);
  const periodSeconds = Number(Period);
  if (!(periodSeconds > 0) || periodSeconds % 60 !== 0) {
    throw new Error(`${where}: periods of whole minutes are played; got ${JSON.stringify(Period)} seconds`);
  }
  const dimensions = resolve(Dimensions, scope) as readonly { readonly Name: string; readonly Value: unknown }[];
  return {
    namespace: String(Namespace),
    name: String(MetricName),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, String(Value)])),
    periodSeconds,
    statistic: String(Statistic ?? ExtendedStatistic),
  };
}

function readCompositeAlarm({ logicalId, properties }: TemplateResource, scope: Scope): CompositeAlarm {
  const name = resolveText({ Ref: logicalId }, scope);
  refuseUnplayed(`alarm ${name}`, properties, ['AlarmRule', ...TOLD]);
  return { name, rule: parseAlarmRule(resolveText(properties['AlarmRule'], scope)) };
}
