import { type IWidget, LogQueryVisualizationType, LogQueryWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration } from 'aws-cdk-lib/core';
import type { DashboardProps } from './dashboard.ts';
import { graph, heading, HEIGHT, type Lines, WIDTH } from './dashboard-widgets.ts';

type Row = IWidget[];

const MINUTE = { period: Duration.minutes(1) };

export const lifecycleRows = ({ adminApi, deliverer, lifecycle, queries }: DashboardProps): Row[] => {
  const { commands, logGroups, question } = queries.named('WhyAttemptsFail');
  return [
    [heading('Streams and the admin API')],
    [
      graph('Deactivations, by whomever', {
        width: WIDTH.quarter,
        lines: { deactivated: deliverer.metrics.deactivations() },
      }),
      new LogQueryWidget({
        title: `${question}?`,
        width: WIDTH.half,
        height: HEIGHT.graph,
        logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
        queryLines: [...commands],
        view: LogQueryVisualizationType.TABLE,
      }),
      graph('Announcements, and calls of the event hook, that failed (a minute)', {
        width: WIDTH.quarter,
        lines: {
          announcements: lifecycle.metricAnnouncementFailures(),
          'event hook': lifecycle.metricEventHookFailures(),
        },
      }),
    ],
    [
      graph('Requests to the admin API (a minute)', {
        width: WIDTH.half,
        lines: {
          requests: adminApi.metricRequests(),
          'answered 4xx': adminApi.metricRefusals(),
          'answered 5xx': adminApi.metricServerErrors(),
        },
      }),
      graph('Time to answer a request (ms)', {
        width: WIDTH.half,
        lines: { median: adminApi.metricAnswerTime('p50'), p99: adminApi.metricAnswerTime('p99') },
      }),
    ],
  ];
};

/** One line for each function. */
const forEach =
  ({ functions }: DashboardProps) =>
  (metric: (of: NodejsFunction) => Metric): Lines =>
    Object.fromEntries(Object.entries(functions).map(([name, of]) => [name, metric(of)]));

export function functionRows(props: DashboardProps): Row[] {
  const each = forEach(props);
  const width = WIDTH.quarter;
  return [
    [heading('Functions')],
    [
      graph('Invocations that failed (a minute)', { width, lines: each((of) => of.metricErrors(MINUTE)) }),
      graph('Time of an invocation, p99 (ms)', {
        width,
        lines: each((of) => of.metricDuration({ ...MINUTE, statistic: 'p99' })),
      }),
      graph('Invocations throttled (a minute)', { width, lines: each((of) => of.metricThrottles(MINUTE)) }),
      graph('Invocations at once', {
        width,
        lines: each((of) => of.metric('ConcurrentExecutions', { ...MINUTE, statistic: 'Maximum' })),
      }),
    ],
  ];
}

export function costRows(props: DashboardProps): Row[] {
  const { events, streams } = props;
  const each = forEach(props);
  const width = WIDTH.quarter;
  return [
    [heading('What costs money')],
    [
      graph('Run time of functions (ms a minute)', {
        width,
        lines: each((of) => of.metricDuration({ ...MINUTE, statistic: 'Sum' })),
        stacked: true,
      }),
      graph('Invocations (a minute)', { width, lines: each((of) => of.metricInvocations(MINUTE)), stacked: true }),
      graph('Messages sent (a minute)', { width, lines: { sent: events.metricSent() } }),
      graph('Capacity of the table consumed (units a minute)', {
        width,
        lines: { read: streams.metricReadUnits(), written: streams.metricWriteUnits() },
      }),
    ],
  ];
}
