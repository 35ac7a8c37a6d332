import { type MathExpression, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { AdminApi } from './admin-api.ts';
import type { DeadLetterConsumer } from './dead-letter-consumer.ts';
import type { Deliverer } from './deliverer.ts';
import type { EventQueue } from './event-queue.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Poller } from './poller.ts';

/** By what a human must do: come now, come in working hours, or look when there is time. */
export type Severity = 'page' | 'ticket' | 'info';

export interface AlarmDefinition {
  /** Behind the prefix the name of the alarm, and a heading of the runbook. */
  readonly name: string;
  readonly severity: Severity;
  /** What is the case while it is in ALARM, in sentences. */
  readonly says: string;
  readonly metric: Metric | MathExpression;
  readonly period: Duration;
  /** `belowUsual`: standard deviations below what CloudWatch has learnt to expect. */
  readonly when:
    | { readonly atLeast: number }
    | { readonly above: number }
    | { readonly below: number }
    | { readonly belowUsual: number };
  readonly periods: Periods;
  readonly missing: TreatMissingData;
  /** It tells of something that happened: when it is over, nobody need have mended anything. */
  readonly isEvent?: true;
  /** Log streaming is unhealthy while it is in ALARM, although it does not page. */
  readonly isUnhealthy?: true;
}

/** So many of the last periods must say so. */
export interface Periods {
  readonly breaching: number;
  readonly of: number;
}

export interface AlarmTableProps {
  /** Time between two polls. */
  readonly pollInterval: Duration;

  /** How long an event of an ACTIVE stream may wait. */
  readonly lagObjective: Duration;

  /** What polls. */
  readonly poller: Poller;

  /** What delivers. */
  readonly deliverer: Deliverer;

  /** What is between the two. */
  readonly events: EventQueue;

  /** What takes dead letters. */
  readonly deadLetterConsumer: DeadLetterConsumer;

  /** What announces. */
  readonly lifecycle: Lifecycle;

  /** Where the streams are administered. */
  readonly adminApi: AdminApi;
}

/** A count is emitted when there is something to count: no value means that nothing happened. */
const COUNT = TreatMissingData.NOT_BREACHING;

/**
 * How things stood at a tick is how they stand while nobody looks; that nobody does is an alarm of its own. Only for
 * what every tick tells: what some leave out would keep its alarm for good.
 */
const STATE = TreatMissingData.IGNORE;

const ONCE = { breaching: 1, of: 1 } satisfies Periods;

/** For what is rare and done with once it happened: long enough not to be overlooked. */
const EVENT = {
  when: { atLeast: 1 },
  period: Duration.minutes(5),
  periods: ONCE,
  missing: COUNT,
  isEvent: true,
} as const;

/** Reading is stuck after so many minutes, or after three polls where those are far apart. */
const STUCK_MINUTES = 10;

/** Every alarm but the one that is made of others. */
export function alarmTable(props: AlarmTableProps): readonly AlarmDefinition[] {
  const { pollInterval, lagObjective, poller, deliverer } = props;
  const polling = poller.metrics;
  // One value a poll: in a shorter period there would be none now and then.
  const tick = Duration.seconds(Math.max(60, pollInterval.toSeconds()));
  const stuckMinutes = Math.max(STUCK_MINUTES, 3 * tick.toMinutes());

  return [
    {
      // The state would hide the next one: a stream that stays INACTIVE, as one that nobody needs today, keeps its
      // alarm.
      ...EVENT,
      name: 'stream-deactivated',
      severity: 'page',
      says:
        'A log stream was deactivated, and not by an admin. Its events wait in Okta until somebody mends its target ' +
        'and activates it.',
      metric: deliverer.metrics.streamDeactivations(),
    },
    {
      name: 'lag-over-objective',
      severity: 'page',
      says: `For minutes, an event of an ACTIVE log stream has been waiting for more than ${lagObjective.toSeconds()} seconds.`,
      metric: polling.worstLag(),
      period: tick,
      when: { above: lagObjective.toSeconds() },
      // A stream that was just activated has so long to catch up.
      periods: mostOf(Duration.minutes(5), tick),
      missing: STATE,
    },
    {
      name: 'poller-not-running',
      severity: 'page',
      says: 'No poll comes to its end. Nothing is read, and what else is known about streams is out of date.',
      metric: polling.ticks(),
      period: tick,
      when: { below: 1 },
      // Where data are missing, CloudWatch looks two periods further back: in effect these are five of silence.
      periods: { breaching: 3, of: 3 },
      missing: TreatMissingData.BREACHING,
    },
    {
      name: 'credentials-refused',
      severity: 'page',
      says:
        'Okta refuses the credentials, or their secret holds none that could be sent. No stream gets an event until ' +
        'they are replaced.',
      metric: polling.credentialsRefused(),
      period: tick,
      when: { atLeast: 1 },
      // One refusal is how the poller notices that they were rotated.
      periods: { breaching: 2, of: 3 },
      missing: COUNT,
    },
    {
      name: 'stream-inactive',
      severity: 'ticket',
      says:
        'A log stream is INACTIVE, but not because an admin wished it. Nothing is delivered to it until somebody ' +
        'activates or deletes it.',
      metric: polling.inactiveStreams(),
      period: tick,
      when: { atLeast: 1 },
      periods: ONCE,
      missing: STATE,
      isUnhealthy: true,
    },
    {
      name: 'cursor-not-moving',
      severity: 'ticket',
      says:
        `For more than ${stuckMinutes} minutes, reading for a log stream has stood still, and not because it is at ` +
        'the end of the System Log.',
      metric: polling.worstCursorAge(),
      period: tick,
      when: { above: 60 * stuckMinutes },
      periods: mostOf(Duration.minutes(5), tick),
      missing: STATE,
    },
    {
      name: 'rate-limit-exhausted',
      severity: 'ticket',
      says:
        "Most of the time, polling uses up its share of Okta's rate limit. While a stream catches up that is as it " +
        'should be; otherwise the org has more events than the share lets through.',
      metric: polling.rateLimitShareUsed(),
      period: tick,
      when: { atLeast: 95 },
      periods: mostOf(Duration.minutes(15), tick),
      // Ticks tell of a window of Okta's only while it is open: where nothing is asked, nothing is used up.
      missing: COUNT,
    },
    {
      ...EVENT,
      name: 'dead-letters',
      severity: 'ticket',
      says:
        'A message was handed out again and again without an outcome. Its stream goes on behind the last event ' +
        'accepted; what ended the deliveries is in the log.',
      metric: props.deadLetterConsumer.metricDeadLetters(),
    },
    {
      name: 'dead-letters-waiting',
      severity: 'ticket',
      says: 'Messages stay in the dead-letter queue, as the function that should take them does not or fails.',
      metric: props.events.metricDeadLettersWaiting(Duration.minutes(5)),
      period: Duration.minutes(5),
      when: { atLeast: 1 },
      periods: { breaching: 3, of: 3 },
      missing: COUNT,
    },
    {
      ...EVENT,
      name: 'undeliverable-events',
      severity: 'ticket',
      says: 'An event was set aside because its target can never take it. It lies whole in the bucket for such events.',
      metric: deliverer.metrics.undeliverableEvents(),
    },
    {
      ...EVENT,
      name: 'possible-gap',
      severity: 'ticket',
      says: 'A log stream may lack events: Okta refused its cursor, or it was down for longer than Okta keeps events.',
      metric: polling.gaps(),
    },
    {
      name: 'announcements-failing',
      severity: 'ticket',
      says: 'What happens to log streams cannot be announced. It is kept with them and tried again at each poll.',
      metric: props.lifecycle.metricAnnouncementFailures(),
      period: tick,
      when: { atLeast: 1 },
      periods: { breaching: 3, of: 5 },
      missing: COUNT,
    },
    {
      ...EVENT,
      name: 'event-hook-failing',
      severity: 'ticket',
      says:
        'The event hook did not take an event, and is not sent it again. The event is in the lifecycle log, and was ' +
        'announced everywhere else.',
      // Also where no hook is configured: it costs little, and the names of alarms do not depend on settings.
      metric: props.lifecycle.metricEventHookFailures(),
    },
    {
      name: 'admin-api-errors',
      severity: 'ticket',
      says: 'The admin API answers with 5xx, and not only once.',
      metric: props.adminApi.metricServerErrors(),
      period: Duration.minutes(5),
      when: { atLeast: 1 },
      periods: { breaching: 2, of: 3 },
      missing: COUNT,
    },
    {
      name: 'fewer-events-than-usual',
      severity: 'info',
      says:
        'For an hour, Okta has handed over fewer events than is usual at this time. CloudWatch learns what is usual ' +
        'from up to two weeks: in the first days of a stack this alarm says nothing, and little before it has seen a ' +
        'weekend.',
      metric: polling.eventsRead(),
      period: Duration.minutes(15),
      when: { belowUsual: 3 },
      periods: { breaching: 4, of: 4 },
      // No page is read for a stream that is INACTIVE; what else keeps pages from being read has alarms of its own.
      missing: COUNT,
    },
  ];
}

/** Four in five of the periods in a span of time; where it has less than four, three of three. */
function mostOf(span: Duration, period: Duration): Periods {
  const of = Math.max(3, Math.ceil(span.toSeconds() / period.toSeconds()));
  return { breaching: Math.ceil(0.8 * of), of };
}
