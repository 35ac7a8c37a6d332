import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { figuresOf } from '../../lambdas/core/figures.ts';
import { ORG_METRICS, STREAM_METRICS } from '../../lambdas/core/metric-names.ts';
import { allPropertiesOf, flatten, list, object } from '../lib/synthesize.ts';
import { calculate, numberIn, numbersIn } from '../support/arithmetic.ts';
import { DEFAULTS, defaultTemplate } from '../support/default-stack.ts';
import { FIGURED_ENTRIES } from '../support/journal-entries.ts';
import { usesOf } from '../support/metric-uses.ts';
import { rowsUnder } from '../support/page-table.ts';

const PAGE = 'docs/metrics.md';
const RUNBOOK = 'docs/runbook.md';
const template = defaultTemplate();

const toldBy = (metric: string): readonly string[] =>
  FIGURED_ENTRIES.filter((entry) => figuresOf(entry).some((figure) => figure.metric === metric)).map(
    ({ what }) => what,
  );

const code = (cell: string | undefined): readonly string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

describe.each([
  ['Of the org', ORG_METRICS],
  ['Of a stream', STREAM_METRICS],
])('the metrics "%s"', (heading, metrics) => {
  const rows = rowsUnder(PAGE, heading).map(([name = '', unit, says, told, ...more]) => {
    const [row, alarm] = more.toReversed();
    return { name: code(name)[0] ?? '', unit, says, told: code(told), alarm: alarm ?? '', row };
  });

  test('are all on the page, and no others', () => {
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(metrics));
  });

  test.each(Object.entries(metrics))('have the unit and the meaning of %s', (metric, definition) => {
    expect(rows.find(({ name }) => name === metric)).toMatchObject(definition);
  });

  test.each(Object.keys(metrics))('have the log lines that go with %s', (metric) => {
    const told = rows.find(({ name }) => name === metric)?.told ?? [];

    expect([...told].toSorted()).toEqual([...toldBy(metric)].toSorted());
    expect(told).not.toEqual([]);
  });

  test.each(Object.keys(metrics))('have the alarm and the place on the dashboard of %s', (metric) => {
    const row = rows.find(({ name }) => name === metric);

    const { alarms, rows: places } = usesOf(template, metric, DEFAULTS.stackName);

    expect(row?.row).toBe(places.join(', '));
    expect(row?.alarm).toBe(alarms.map((name) => `[${name}](runbook.md#${name})`).join(', '));
    expect(places).not.toEqual([]);
  });
});

/** Metrics with a value at every tick of an org without events, and those that come with events. */
const AT_REST = new Set(['tick', 'page read']);
const count = (metrics: object, isCounted: (told: readonly string[]) => boolean): number =>
  Object.keys(metrics).filter((metric) => isCounted(toldBy(metric))).length;
const atRest = (metrics: object): number => count(metrics, (told) => told.some((what) => AT_REST.has(what)));

const FACTS = {
  orgAtRest: atRest(ORG_METRICS),
  org: Object.keys(ORG_METRICS).length,
  streamAtRest: atRest(STREAM_METRICS),
  streamWithEvents: count(STREAM_METRICS, (told) => told.includes('delivered')),
  stream: Object.keys(STREAM_METRICS).length,
};

describe('the cost of metrics', () => {
  const rows = rowsUnder(PAGE, 'Cost').map(([what = '', arithmetic = '', usd = '']) => ({
    what,
    arithmetic: code(arithmetic)[0] ?? '',
    usd,
  }));

  test.each(rows.map((row) => [row.what, row] as const))('is what its arithmetic comes to: %s', (_what, row) => {
    expect(row.usd).toBe(calculate(row.arithmetic).toFixed(2));
  });

  test('counts the metrics that there are, and takes the price of the runbook', () => {
    const price = rowsUnder(RUNBOOK, 'Prices').find(([what]) => what === 'CloudWatch, custom metric')?.[1] ?? '';
    const known = new Set([price, '10', '200', ...Object.values(FACTS).map(String)]);

    expect(rows.flatMap(({ arithmetic }) => numbersIn(arithmetic)).filter((number) => !known.has(number))).toEqual(
      [],
    );
    expect(readFileSync(PAGE, 'utf8')).toContain(`takes ${price} USD a month for a metric`);
  });
});

test('the counts of the cost estimate are those of the stack', () => {
  const resources = (type: string): number => Object.keys(template.findResources(type)).length;
  const queues = allPropertiesOf(template, 'AWS::SQS::Queue');
  const fifo = queues.filter(({ FifoQueue: isFifo }) => isFifo === true).length;
  const memories = new Set(allPropertiesOf(template, 'AWS::Lambda::Function').map(({ MemorySize: mb }) => mb));
  const [input = '{}'] = allPropertiesOf(template, 'AWS::Scheduler::Schedule').map(({ Target: target }) =>
    flatten((target as { readonly Input: unknown }).Input),
  );
  const ticksAMinute = (JSON.parse(input) as { readonly Entries: unknown[] }).Entries.length;

  const counts = Object.fromEntries(
    rowsUnder(RUNBOOK, 'Counts').map(([what = '', value = '']) => [what, numberIn(value)]),
  );

  expect(counts).toMatchObject({
    'ticks of a month': ticksAMinute * 30 * 24 * 60,
    'standard queues': queues.length - fifo,
    'FIFO queues': fifo,
    'metrics of the org at every tick': FACTS.orgAtRest,
    'metrics of a stream at every tick': FACTS.streamAtRest,
    'more metrics of a stream with events': FACTS.streamWithEvents,
    'metrics of the alarms': alarmMetrics(),
    'composite alarms': resources('AWS::CloudWatch::CompositeAlarm'),
    dashboards: resources('AWS::CloudWatch::Dashboard'),
  });
  expect([...memories]).toEqual([(counts['GB of memory of a function'] ?? 0) * 1024]);
});

/**
 * CloudWatch: an alarm is billed by its metrics, those that are added one by one; one that learns what is usual as
 * three, the metric and both ends of the band.
 */
const alarmMetrics = (): number =>
  allPropertiesOf(template, 'AWS::CloudWatch::Alarm')
    .map(({ Metrics: queries, ThresholdMetricId: band }) => {
      if (band !== undefined) return 3;
      return queries === undefined ? 1 : list(queries).filter((query) => 'MetricStat' in object(query)).length;
    })
    .reduce((sum, metrics) => sum + metrics, 0);
