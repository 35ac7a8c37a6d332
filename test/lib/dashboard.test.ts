import { describe, expect, test } from '@jest/globals';
import { ORG_METRICS, STREAM_METRICS } from '../../lambdas/core/metric-names.ts';
import { allPropertiesOf, flatten, list, object, propertiesOf, synthesize } from './synthesize.ts';

type Json = Record<string, unknown>;

const template = synthesize({
  monitoringPrefix: 'acme',
  adminAuth: 'token',
  eventHookUrl: 'https://hooks.acme.example',
});
const body = object(JSON.parse(flatten(propertiesOf(template, 'AWS::CloudWatch::Dashboard')['DashboardBody'])));
const widgets = list(body['widgets']).map(object);
const propertiesIn = (widget: Json): Json => object(widget['properties']);
const metricsOf = (widget: Json): unknown[][] => list(propertiesIn(widget)['metrics'] ?? []).map(list);

/** A widget in a few lines, as one would read it on the screen. */
function outline(widget: Json): string {
  const { type, width, height } = widget;
  const { title, markdown, view, alarms, query, annotations } = propertiesIn(widget);
  const head = `${width}x${height} ${view ?? type}: ${title ?? String(markdown).split('\n')[0]}`;
  const lines = [
    ...metricsOf(widget).map(line),
    ...list(alarms ?? []).map((arn) => String(arn).replace(/^<StreamingMonitoringAlarms(.*)\.Arn>$/, 'alarm $1')),
    ...(query === undefined ? [] : String(query).split('\n')),
    ...list(object(annotations ?? {})['horizontal'] ?? [])
      .map(object)
      .map(({ value, label, fill, color }) => `limit ${value} ${label ?? `${fill} ${color}`}`),
    ...list(object(annotations ?? {})['alarms'] ?? []).map((arn) => `alarm ${String(arn)}`),
  ];
  return [head, ...lines.map((each) => `    ${each}`)].join('\n');
}

/** "Sum EventsRead as events", or the search for it. */
function line(metric: readonly unknown[]): string {
  const rendering = object(metric.at(-1));
  const { expression, label, stat } = rendering;
  if (expression !== undefined) return `${String(expression).replaceAll(SCHEMA, '…')} as ${String(label)}`;
  const [namespace, name, ...dimensions] = metric.slice(0, -1);
  const ours = namespace === 'OktaLogStreaming' ? '' : ` of ${String(namespace)} ${dimensions.join(' ')}`;
  return `${String(stat)} ${String(name)}${ours} as ${String(label)}`;
}

const SCHEMA = '{OktaLogStreaming,Org,Stream,service}';

describe('the dashboard', () => {
  test('reads from health along the way of an event to its cost', () => {
    const rows = Object.entries(Object.groupBy(widgets, ({ y }) => String(y)));

    expect(rows.map(([, row = []]) => row.map(outline).join('\n')).join('\n\n')).toMatchSnapshot();
  });

  test('fills its rows, each of widgets that are equally high', () => {
    for (const row of Object.values(Object.groupBy(widgets, ({ y }) => String(y)))) {
      expect(row?.reduce((sum, { width }) => sum + Number(width), 0)).toBe(24);
      expect(new Set(row?.map(({ height }) => height)).size).toBe(1);
    }
  });

  test('titles every widget with a question, or with a noun and its unit or what it counts', () => {
    const titles = widgets.filter(({ type }) => type !== 'text').map((widget) => propertiesIn(widget)['title']);

    expect(titles.filter((title) => !/^[A-Z][^?()]+(\?( \([^)]+\))?| \([^)]+\)|)$/.test(String(title)))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('begins every axis at zero', () => {
    const graphs = widgets.filter((widget) => propertiesIn(widget)['view'] === 'timeSeries');

    expect(graphs.filter((graph) => object(object(propertiesIn(graph)['yAxis'])['left'])['min'] !== 0)).toEqual([]);
    expect(graphs.length).toBeGreaterThan(20);
  });

  test('searches for streams whenever somebody looks, those of this org only', () => {
    const searches = widgets.flatMap(metricsOf).flatMap((metric) => {
      const expression = object(metric.at(-1))['expression'];
      return expression === undefined ? [] : [String(expression)];
    });
    const exact = new RegExp(
      `^(MAX\\()?SEARCH\\('${SCHEMA} MetricName="\\w+" Org="acme\\.okta\\.com"', '\\w+'\\)\\)?$`,
    );

    expect(searches.filter((search) => !exact.test(search))).toEqual([]);
    expect(searches.length).toBeGreaterThan(10);
    expect(JSON.stringify(widgets)).not.toContain('"Stream"');
  });

  test('has a line for every function there is', () => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    const errors = widgets.find((widget) => propertiesIn(widget)['title'] === 'Invocations that failed (a minute)');

    expect(metricsOf(errors ?? {})).toHaveLength(functions.length);
  });

  test('is named like the alarms', () => {
    expect(propertiesOf(template, 'AWS::CloudWatch::Dashboard')).toMatchObject({ DashboardName: 'acme' });
  });
});

describe('metrics', () => {
  const board = JSON.stringify(widgets);
  const names = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const ofStreams = names(board, /MetricName=\\"(\w+)/g);
  const ofOrg = [
    ...names(board, /"OktaLogStreaming","(\w+)"/g),
    ...allPropertiesOf(template, 'AWS::CloudWatch::Alarm').flatMap((alarm) =>
      names(JSON.stringify(alarm), /"MetricName":"(\w+)","Namespace":"OktaLogStreaming"/g),
    ),
  ];

  test('of the org are all on the dashboard or in an alarm, and no other', () => {
    expect([...new Set(ofOrg)].toSorted()).toEqual(Object.keys(ORG_METRICS).toSorted());
  });

  test('of the streams are all on the dashboard, and no other', () => {
    expect([...new Set(ofStreams)].toSorted()).toEqual(Object.keys(STREAM_METRICS).toSorted());
  });
});
