import { describe, expect, jest, test } from '@jest/globals';
import type { Entry } from '../../lambdas/core/journal.ts';
import { metricsJournal } from '../../lambdas/runtime/metrics-journal.ts';
import { parseEmf } from '../../local/emf.ts';
import { pointsOf } from '../support/metric-points.ts';

const LINE = {
  _aws: {
    Timestamp: 1_772_323_200_000,
    CloudWatchMetrics: [
      {
        Namespace: 'OktaLogStreaming',
        Dimensions: [['service', 'Org']],
        Metrics: [{ Name: 'Ticks', Unit: 'Count' }, { Name: 'ReadTime' }],
      },
    ],
  },
  service: 'okta-log-streaming',
  Org: 'acme.okta.com',
  Ticks: 1,
  ReadTime: [12, 34.5],
  requestId: '7',
};

const withDirective = (directive: object) => ({
  ...LINE,
  _aws: { ...LINE._aws, CloudWatchMetrics: [{ ...LINE._aws.CloudWatchMetrics[0], ...directive }] },
});

describe('a line of the embedded metric format', () => {
  test('has values of each of its metrics, with their dimensions, units and time', () => {
    const shared = {
      namespace: 'OktaLogStreaming',
      dimensions: { service: 'okta-log-streaming', Org: 'acme.okta.com' },
      timestamp: new Date('2026-03-01T00:00:00.000Z'),
    };

    expect(parseEmf(JSON.stringify(LINE))).toEqual([
      { ...shared, name: 'Ticks', unit: 'Count', values: [1] },
      { ...shared, name: 'ReadTime', unit: 'None', values: [12, 34.5] },
    ]);
  });

  test('has them once for each set of dimensions', () => {
    const points = parseEmf(JSON.stringify(withDirective({ Dimensions: [['service'], ['Org'], []] })));

    expect(points?.filter(({ name }) => name === 'Ticks').map(({ dimensions }) => dimensions)).toEqual([
      { service: 'okta-log-streaming' },
      { Org: 'acme.okta.com' },
      {},
    ]);
  });

  test('is what the functions write, value by value', () => {
    const written: string[] = [];
    const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(...String(text).trimEnd().split('\n'));
      return true;
    });
    const entries: Entry[] = [
      { what: 'page read', pageId: 'p', events: 3, streams: 1, isFull: false, ms: 40 },
      { what: 'page read', pageId: 'q', events: 0, streams: 1, isFull: false, ms: 20 },
      { what: 'rewound', streamId: '0oa1', streamName: 'Über', generation: 2, reason: 'x' },
    ];

    const metrics = metricsJournal(new URL('https://acme.okta.com'));
    for (const entry of entries) metrics.journal(entry);
    metrics.publish();
    stdout.mockRestore();

    const summed = (points: ReturnType<typeof pointsOf>) =>
      Object.entries(
        Object.groupBy(points, ({ name, unit, dimensions }) => JSON.stringify([name, unit, dimensions])),
      ).map(([metric, same = []]) => [metric, same.flatMap(({ values }) => values)]);
    const read = written.flatMap((line) => parseEmf(line) ?? []);
    const expected = entries.flatMap((entry) => pointsOf(entry, 'acme.okta.com', new Date(0)));
    expect(new Map(summed(read) as [string, unknown][])).toEqual(new Map(summed(expected) as [string, unknown][]));
    expect(read.length).toBeGreaterThan(3);
  });

  test.each([
    '',
    'START RequestId: 7',
    '{"level":"INFO","message":"page read"}',
    '{"message":"an event that has \\"_aws\\" in it"}',
    '{"_aws":{"Other":1}}',
    '{"_aws":null}',
    '{"_aws":',
    '["_aws"]',
  ])('is not %s', (line) => {
    expect(parseEmf(line)).toBeUndefined();
  });

  test.each<[what: string, line: object, message: string]>([
    ['no time', { ...LINE, _aws: { ...LINE._aws, Timestamp: undefined } }, '_aws.Timestamp must be milliseconds'],
    ['a time in text', { ...LINE, _aws: { ...LINE._aws, Timestamp: '2026' } }, 'got "2026"'],
    ['no namespace', withDirective({ Namespace: '' }), 'Namespace must be a text; got ""'],
    ['no dimensions', withDirective({ Dimensions: undefined }), 'Dimensions must be a list'],
    ['a dimension without a value', { ...LINE, Org: undefined }, 'the dimension Org must be a text'],
    ['a dimension that is a number', { ...LINE, Org: 7 }, 'the dimension Org must be a text; got 7'],
    ['a metric without a value', { ...LINE, Ticks: undefined }, 'the metric Ticks must have numbers'],
    ['a metric that is a text', { ...LINE, Ticks: '1' }, 'the metric Ticks must have numbers; got "1"'],
    ['a list with a hole', { ...LINE, ReadTime: [1, null] }, 'the metric ReadTime must have numbers; got null'],
    ['too many values', { ...LINE, Ticks: Array.from({ length: 101 }, () => 1) }, '101 values, which is more'],
    [
      'too many metrics',
      withDirective({ Metrics: Array.from({ length: 101 }, () => ({ Name: 'Ticks' })) }),
      'Metrics has 101 members',
    ],
    [
      'too many dimensions',
      withDirective({ Dimensions: [Array.from({ length: 31 }, () => 'Org')] }),
      'there are 31 dimensions',
    ],
  ])('fails by name on %s, which CloudWatch would drop in silence', (_what, line, message) => {
    expect(() => parseEmf(JSON.stringify(line))).toThrow(
      `CloudWatch would drop this line of metrics: ${message}`.slice(0, 44),
    );
    expect(() => parseEmf(JSON.stringify(line))).toThrow(message);
  });
});
