import { AlarmWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { DashboardProps } from './dashboard.ts';
import { graph, heading, HEIGHT, WIDTH } from './dashboard-widgets.ts';

type Row = IWidget[];

export const pollingRows = ({ poller: { metrics }, alarms }: DashboardProps): Row[] => [
  [heading('Polling')],
  [
    graph('Events and pages read (a minute)', {
      width: WIDTH.third,
      lines: { events: metrics.eventsRead(), pages: metrics.pagesRead() },
    }),
    new AlarmWidget({
      title: 'Is that as many as usual? (events in 15 minutes)',
      alarm: alarms.named('fewer-events-than-usual'),
      width: WIDTH.third,
      height: HEIGHT.graph,
      leftYAxis: { min: 0, showUnits: false },
    }),
    graph('Does polling run, and what fails? (a minute)', {
      width: WIDTH.third,
      lines: {
        'polls ended': metrics.ticks(),
        'pages not read': metrics.readFailures(),
        'credentials refused': metrics.credentialsRefused(),
      },
    }),
  ],
  [
    graph('How long has reading stood still? (s)', {
      width: WIDTH.third,
      lines: { 'the stream': metrics.cursorAge() },
    }),
    graph('When will the last stream have caught up? (s)', {
      width: WIDTH.third,
      lines: { 'until caught up': metrics.secondsUntilCaughtUp() },
    }),
    graph('Time to read a page (ms)', {
      width: WIDTH.third,
      lines: { median: metrics.readTime('p50'), p99: metrics.readTime('p99') },
    }),
  ],
  [
    graph("Our share of Okta's rate limit, used (%)", {
      width: WIDTH.third,
      lines: { 'share used': metrics.rateLimitShareUsed() },
      limit: { value: 100, label: 'our share' },
    }),
    graph("Requests left in Okta's window, for everybody", {
      width: WIDTH.third,
      lines: { left: metrics.rateLimitRemaining() },
    }),
    graph('Requests to Okta, and those refused with 429 (a minute)', {
      width: WIDTH.third,
      lines: { requests: metrics.oktaRequests(), refused: metrics.rateLimited() },
    }),
  ],
];

export const queueRows = ({ events, poller, deliverer, deadLetterConsumer }: DashboardProps): Row[] => [
  [heading('Queues')],
  [
    graph('Events read and not yet delivered', {
      width: WIDTH.quarter,
      lines: { backlog: poller.metrics.backlog() },
    }),
    graph('Messages waiting for delivery', {
      width: WIDTH.quarter,
      lines: { waiting: events.metricWaiting() },
    }),
    graph('Age of the oldest message (s)', {
      width: WIDTH.quarter,
      lines: { oldest: events.metricOldestAge() },
    }),
    graph('Dead letters, and streams read again (a minute)', {
      width: WIDTH.quarter,
      lines: {
        'dead letters': deadLetterConsumer.metricDeadLetters(),
        'dead letters not taken yet': events.metricDeadLettersWaiting(Duration.minutes(1)),
        'failures to take one': deadLetterConsumer.metricFailures(),
        rewound: deliverer.metrics.rewinds(),
      },
    }),
  ],
];

export const deliveryRows = ({ deliverer: { metrics }, poller, lagObjective }: DashboardProps): Row[] => {
  const objective = { value: lagObjective.toSeconds(), label: 'objective' };
  return [
    [heading('Delivery')],
    [
      graph('Events delivered (a minute)', {
        width: WIDTH.third,
        lines: { delivered: metrics.eventsDelivered() },
      }),
      graph('Lag: from publication to delivery (s)', {
        width: WIDTH.third,
        lines: { median: metrics.lag('p50'), p99: metrics.lag('p99') },
        limit: objective,
      }),
      graph('How long does the oldest undelivered event wait? (s)', {
        width: WIDTH.third,
        lines: { oldest: poller.metrics.oldestUndeliveredAge() },
        limit: objective,
      }),
    ],
    [
      graph('Attempts, and those that failed (a minute)', {
        width: WIDTH.third,
        lines: { attempts: metrics.attempts(), failed: metrics.failedAttempts() },
      }),
      graph('Time to deliver a message (ms)', {
        width: WIDTH.third,
        lines: { median: metrics.deliveryTime('p50'), p99: metrics.deliveryTime('p99') },
      }),
      graph('What was set aside, dropped or may be missing? (events)', {
        width: WIDTH.third,
        lines: {
          'set aside': metrics.eventsUndeliverable(),
          'duplicates dropped': metrics.duplicatesDropped(),
          'possible gaps': poller.metrics.possibleGaps(),
        },
      }),
    ],
  ];
};
