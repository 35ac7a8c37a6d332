import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  type IMetric,
  type IWidget,
  PeriodOverride,
  TableSummaryColumn,
  TableThreshold,
  TableWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AdminApi } from './admin-api.ts';
import type { Alarms } from './alarms.ts';
import { deliveryRows, pollingRows, queueRows } from './dashboard-flow.ts';
import { costRows, functionRows, lifecycleRows } from './dashboard-stack.ts';
import { number, total, WIDTH } from './dashboard-widgets.ts';
import type { DeadLetterConsumer } from './dead-letter-consumer.ts';
import type { Deliverer } from './deliverer.ts';
import type { EventQueue } from './event-queue.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Poller } from './poller.ts';
import type { SavedQueries } from './saved-queries.ts';
import type { StreamTable } from './stream-table.ts';

export interface DashboardProps {
  /** Name of the dashboard: letters, digits, `-` and `_`. */
  readonly name: string;

  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** Time between two polls, each of which tells how streams stand. */
  readonly pollInterval: Duration;

  /** How long an event of an ACTIVE stream may wait; a line in the graphs. */
  readonly lagObjective: Duration;

  /** What polls. */
  readonly poller: Poller;

  /** What is between polling and delivery. */
  readonly events: EventQueue;

  /** What delivers. */
  readonly deliverer: Deliverer;

  /** What takes dead letters. */
  readonly deadLetterConsumer: DeadLetterConsumer;

  /** What announces. */
  readonly lifecycle: Lifecycle;

  /** Where the streams are administered. */
  readonly adminApi: AdminApi;

  /** Where the streams and their positions are. */
  readonly streams: StreamTable;

  /** What is in ALARM when something is the matter. */
  readonly alarms: Alarms;

  /** What the logs are asked. */
  readonly queries: SavedQueries;

  /** The functions by what the legend calls them. */
  readonly functions: Readonly<Record<string, NodejsFunction>>;
}

/** Is it healthy? And if not, where on the way of an event is it not? */
export class Dashboard extends Construct {
  readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);

    this.dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: props.name,
      defaultInterval: Duration.hours(3),
      // What is counted a minute is so however long a time the dashboard shows.
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        ...headerRows(props),
        ...pollingRows(props),
        ...queueRows(props),
        ...deliveryRows(props),
        ...lifecycleRows(props),
        ...functionRows(props),
        ...costRows(props),
      ],
    });
  }
}

const headerRows = ({ orgUrl, alarms, poller, deliverer, pollInterval }: DashboardProps): IWidget[][] => [
  [
    new TextWidget({
      markdown:
        `# Log streams of ${new URL(orgUrl).hostname}\n` +
        'An alarm in red? Its description names the heading of docs/runbook.md that says what to do. ' +
        'Below, rows follow an event from Okta to its targets.',
      width: WIDTH.full,
      height: 2,
    }),
  ],
  [
    new AlarmStatusWidget({
      title: 'Is log streaming healthy?',
      alarms: [alarms.unhealthy, ...alarms.alarms],
      width: WIDTH.half,
      height: 6,
    }),
    streamsTable(poller.metrics.streamActive(), pollInterval),
  ],
  [
    number('Oldest undelivered event (s)', { oldest: poller.metrics.worstLag() }),
    number('Worst lag of what was just delivered (s)', { lag: deliverer.metrics.worstLag() }),
    number("Share of Okta's rate limit used (%)", { used: poller.metrics.rateLimitShareUsed() }),
    number('Streams down, and longest standstill of reading (s)', {
      down: poller.metrics.inactiveStreams(),
      standstill: poller.metrics.worstCursorAge(),
    }),
  ],
  [
    total('Deactivations, but not by an admin', { deactivated: deliverer.metrics.streamDeactivations() }),
    total('Events set aside as undeliverable', { 'set aside': deliverer.metrics.undeliverableEvents() }),
    total('Possible gaps', { gaps: poller.metrics.gaps() }),
  ],
];

/** One row for each stream with one cell, its state. A stream that has just been activated is red a little longer. */
function streamsTable(active: IMetric, pollInterval: Duration): TableWidget {
  // Three polls at least, as metrics come late; and not much more, or a deleted stream stays.
  const minutes = Math.max(5, Math.ceil(3 * pollInterval.toMinutes({ integral: false })));
  return new TableWidget({
    title: `Which streams are active? (1 yes, 0 not all of the last ${minutes} minutes)`,
    width: WIDTH.half,
    height: 6,
    metrics: [active],
    // That of the search.
    period: Duration.minutes(1),
    start: `-PT${minutes}M`,
    summary: { columns: [TableSummaryColumn.MINIMUM], hideNonSummaryColumns: true },
    thresholds: [TableThreshold.below(0.5, RED), TableThreshold.above(0.5, GREEN)],
  });
}

const RED = '#d13212';
const GREEN = '#1d8102';
