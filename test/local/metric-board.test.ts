import { describe, expect, test } from '@jest/globals';
import { metricBoard } from '../../local/metric-board.ts';
import { summaryOf } from '../support/summaries.ts';

const SUMMARY = summaryOf([
  { id: 'A', name: 'Splunk', accepted: 10 },
  { id: 'B', name: 'Bus' },
]);

const line = (metrics: Readonly<Record<string, number | number[]>>, Stream = 'Splunk (A)'): string =>
  JSON.stringify({
    _aws: {
      Timestamp: 1_772_323_200_000,
      CloudWatchMetrics: [
        {
          Namespace: 'OktaLogStreaming',
          Dimensions: [['Org', 'Stream']],
          Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    Org: 'acme.okta.com',
    Stream,
    ...metrics,
  });

function boardAfter(delivered: number) {
  const board = metricBoard();
  board.countOn('A', delivered);
  return board;
}

describe('the figures that a run shows', () => {
  test('are those of the metrics, counted on from what runs before delivered', () => {
    const board = boardAfter(10);
    board.observe(line({ EventsDelivered: 5, Lag: [1, 2, 3] }));
    board.observe(line({ EventsDelivered: [2, 3], Backlog: 4 }));
    board.observe(line({ Backlog: 7 }));

    const [splunk] = board.over(SUMMARY).streams;

    expect(splunk).toMatchObject({ accepted: 20, backlog: 7, lagMs: { p50: 2_000, p99: 3_000 } });
  });

  test('go on when the stream is renamed, also by one that looks like a label', () => {
    const board = boardAfter(10);
    board.observe(line({ EventsDelivered: 5, Lag: 1, Backlog: 4 }));
    board.observe(line({ EventsDelivered: 2 }, 'Splunk (B) (A)'));

    const [splunk] = board.over(summaryOf([{ id: 'A', name: 'Splunk (B)' }])).streams;

    expect(splunk).toMatchObject({ accepted: 17, backlog: 4, lagMs: { p50: 1_000 } });
  });

  test('stay as they are of a stream of which no metric tells', () => {
    const board = metricBoard();
    board.observe(line({ EventsDelivered: 5 }));

    expect(board.over(SUMMARY).streams[1]).toEqual(SUMMARY.streams[1]);
  });

  test('do not count what a target has taken and no metric tells yet', () => {
    const board = metricBoard();

    const before = board.over(SUMMARY).streams[0]?.accepted;
    board.observe(line({ EventsDelivered: 10 }));

    expect([before, board.over(SUMMARY).streams[0]?.accepted]).toEqual([0, 10]);
  });

  test('have no lag before an event was delivered', () => {
    const board = metricBoard();
    board.observe(line({ Backlog: 3 }));

    expect(board.over(SUMMARY).streams[0]?.lagMs).toEqual({ p50: null, p99: null });
  });

  test('take nothing from another line', () => {
    const board = boardAfter(10);
    board.observe('{"message":"delivered"}');

    expect(board.over(SUMMARY)).toEqual(SUMMARY);
  });
});
