import { describe, expect, test } from '@jest/globals';
import { ORG_METRICS, STREAM_METRICS } from '../../lambdas/core/metric-names.ts';
import { allPropertiesOf, flatten, propertiesOf, synthesize } from './synthesize.ts';

interface Widget {
  readonly type: string;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly view?: string;
    readonly metrics?: readonly Line[];
    readonly alarms?: readonly string[];
    readonly query?: string;
    readonly period?: number;
    readonly start?: string;
    readonly table?: unknown;
    readonly yAxis?: { readonly left?: { readonly min?: number } };
    readonly annotations?: { readonly horizontal?: readonly Limit[]; readonly alarms?: readonly string[] };
  };
}

/** Namespace, name and dimensions, or nothing, and then how it is drawn. */
type Line = readonly (string | Drawn)[];

interface Drawn {
  readonly expression?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly period?: number;
}

interface Limit {
  readonly value: number;
  readonly label?: string;
  readonly fill?: string;
  readonly color?: string;
}

const template = synthesize({
  monitoringPrefix: 'acme',
  adminAuth: 'token',
  eventHookUrl: 'https://hooks.acme.example',
});
const { DashboardBody } = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
const { widgets } = JSON.parse(flatten(DashboardBody)) as { widgets: readonly Widget[] };
const rows = [...Map.groupBy(widgets, ({ y }) => y).values()];

/** A widget in a few lines, as one would read it on the screen. */
function outline({ type, width, height, properties }: Widget): string {
  const { title, markdown = '', view = type, metrics = [], alarms = [], query, annotations = {} } = properties;
  return [
    `${width}x${height} ${view}: ${title ?? markdown.split('\n')[0] ?? ''}`,
    ...metrics.map(drawn),
    ...[...alarms, ...(annotations.alarms ?? [])].map(
      (arn) => `alarm ${arn.replace(/^<\w+Alarms(\w+)\.Arn>$/, '$1')}`,
    ),
    ...(query?.split('\n') ?? []),
    ...(annotations.horizontal ?? []).map(({ value, label, fill = '' }) => `limit ${value} ${label ?? fill}`),
  ].join('\n    ');
}

/** "Sum EventsRead as events", or the search for it. */
function drawn(metric: Line): string {
  const { expression, label = '', stat = '' } = drawingOf(metric);
  if (expression !== undefined) return `${expression.replaceAll(SCHEMA, '…')} as ${label}`;
  const [namespace, name, ...dimensions] = metric.filter((each) => typeof each === 'string');
  const ours = namespace === 'OktaLogStreaming' ? '' : ` of ${namespace ?? ''} ${dimensions.join(' ')}`;
  return `${stat} ${name ?? ''}${ours} as ${label === '' ? 'a part of that' : label}`;
}

const drawingOf = (metric: Line): Drawn => {
  const last = metric.at(-1);
  return typeof last === 'object' ? last : {};
};

const SCHEMA = '{OktaLogStreaming,Org,Stream,service}';

/** The table of streams on the dashboard of a template. */
function activeStreams(of: typeof template): Widget {
  const body = flatten(propertiesOf(of, 'AWS::CloudWatch::Dashboard')['DashboardBody']);
  const found = (JSON.parse(body) as { widgets: readonly Widget[] }).widgets.find(
    ({ properties }) => properties.view === 'table' && properties.title?.startsWith('Which streams'),
  );
  if (!found) throw new Error('the dashboard has no table of streams');
  return found;
}

describe('the dashboard', () => {
  test('reads from health along the way of an event to its cost', () => {
    expect(rows.map((row) => row.map(outline).join('\n')).join('\n\n')).toMatchSnapshot();
  });

  test('fills its rows, each with widgets that are equally high', () => {
    for (const row of rows) {
      expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(24);
      expect(new Set(row.map(({ height }) => height)).size).toBe(1);
    }
  });

  test('titles every widget with a question, or with a noun and its unit or what it counts', () => {
    const titles = widgets.filter(({ type }) => type !== 'text').map(({ properties }) => properties.title ?? '');

    expect(titles.filter((title) => !/^[A-Z][^?()]+(\?|\?? \([^()]+\))?$/.test(title))).toEqual([]);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('begins every axis at zero', () => {
    const graphs = widgets.filter(({ properties }) => properties.view === 'timeSeries');

    expect(graphs.filter(({ properties }) => properties.yAxis?.left?.min !== 0)).toEqual([]);
    expect(graphs.length).toBeGreaterThan(20);
  });

  test('searches for streams whenever somebody looks, those of this org only', () => {
    const searches = widgets
      .flatMap(({ properties }) => properties.metrics ?? [])
      .flatMap((metric) => drawingOf(metric).expression ?? [])
      .filter((expression) => expression !== 'visible + inFlight');
    const exact = new RegExp(
      `^(MAX\\()?SEARCH\\('${SCHEMA} MetricName="\\w+" Org="acme\\.okta\\.com"', '\\w+'\\)\\)?$`,
    );

    expect(searches.filter((search) => !exact.test(search))).toEqual([]);
    expect(searches.length).toBeGreaterThan(10);
    expect(JSON.stringify(widgets)).not.toContain('"Stream"');
  });

  test('shows whether a stream is active in one cell, of the last polls', () => {
    const { properties } = activeStreams(template);
    const widest = activeStreams(synthesize({ pollInterval: 300 })).properties;

    expect(properties).toMatchObject({
      table: { summaryColumns: ['MIN'], showTimeSeriesData: false },
      start: '-PT5M',
      period: 60,
    });
    expect(properties.metrics?.map((metric) => drawingOf(metric).period ?? 60)).toEqual([60]);
    expect([widest.start, widest.title]).toEqual(['-PT15M', expect.stringContaining('the last 15 minutes')]);
  });

  test('keeps the periods that titles speak of, however long a time it shows', () => {
    expect(JSON.parse(flatten(DashboardBody))).toMatchObject({ periodOverride: 'inherit' });
  });

  test('has a line for every function there is', () => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    const errors = widgets.find(({ properties }) => properties.title === 'Invocations that failed (a minute)');

    expect(errors?.properties.metrics).toHaveLength(functions.length);
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
