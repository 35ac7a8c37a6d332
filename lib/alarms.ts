import {
  Alarm,
  AlarmRule,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { type AlarmDefinition, alarmTable, type AlarmTableProps } from './alarm-table.ts';
import { AlarmTopic } from './alarm-topic.ts';

export interface AlarmsProps extends AlarmTableProps {
  /** Origin of the Okta org. */
  readonly orgUrl: string;

  /** Names of the alarms begin with it. */
  readonly prefix: string;

  /**
   * Address that gets each alarm as an e-mail.
   *
   * @default - nobody is subscribed to the topic
   */
  readonly alarmEmail?: string | undefined;
}

/** Tells humans that they must do something, and under which heading of the runbook it says what. */
export class Alarms extends Construct {
  readonly notifications: AlarmTopic;
  readonly alarms: readonly Alarm[];
  /** In ALARM while an alarm is that pages, or a stream is INACTIVE that should not be. */
  readonly unhealthy: CompositeAlarm;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { orgUrl, prefix, alarmEmail } = props;

    this.notifications = new AlarmTopic(this, 'Notifications', { orgUrl, alarmPrefix: prefix, email: alarmEmail });
    const notify = new SnsAction(this.notifications.topic);
    const created = alarmTable(props).map((definition) => {
      const alarm = createAlarm(this, prefix, definition);
      alarm.addAlarmAction(notify);
      const isUnhealthy = definition.severity === 'page' || definition.isUnhealthy === true;
      // Whoever was called wants to know that it is over. A ticket is over when somebody has looked.
      if (isUnhealthy && !definition.isEvent) alarm.addOkAction(notify);
      return { alarm, isUnhealthy };
    });
    this.alarms = created.map(({ alarm }) => alarm);

    // Created when ticks begin, and gone before they end.
    this.named('poller-not-running').node.addDependency(props.poller.schedule);

    const unhealthy = created.filter(({ isUnhealthy }) => isUnhealthy).map(({ alarm }) => alarm);
    // It notifies nobody: where one alarm stays, as that of a stream nobody needs today, it would hide the next one.
    this.unhealthy = new CompositeAlarm(this, 'Unhealthy', {
      compositeAlarmName: `${prefix}-unhealthy`,
      alarmDescription: describe({
        severity: 'page',
        says:
          'Log streaming is unhealthy: one of the alarms that page is in ALARM, or a stream is INACTIVE that should ' +
          'not be. It has notified already; this one is for a display or a pager that wants a single state.',
        name: 'unhealthy',
      }),
      alarmRule: AlarmRule.anyOf(...unhealthy),
    });
  }

  /** The alarm of that name in the table. */
  named(name: string): Alarm {
    const alarm = this.alarms.find(({ node }) => node.id === idOf(name));
    if (!alarm)
      throw new Error(`there is no alarm "${name}"; there are ${this.alarms.map(({ node }) => node.id).join(', ')}`);
    return alarm;
  }
}

function createAlarm(scope: Construct, prefix: string, definition: AlarmDefinition): Alarm {
  const { name, metric, period, when, periods, missing } = definition;
  const id = idOf(name);
  const options = {
    alarmName: `${prefix}-${name}`,
    alarmDescription: describe(definition),
    metric: metric.with({ period }),
    datapointsToAlarm: periods.breaching,
    evaluationPeriods: periods.of,
    treatMissingData: missing,
  };
  if ('belowUsual' in when) {
    const comparisonOperator = ComparisonOperator.LESS_THAN_LOWER_THRESHOLD;
    return new AnomalyDetectionAlarm(scope, id, { ...options, stdDevs: when.belowUsual, comparisonOperator });
  }
  return new Alarm(scope, id, { ...options, ...comparison(when) });
}

const idOf = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());

function comparison(when: Exclude<AlarmDefinition['when'], { readonly belowUsual: number }>) {
  if ('atLeast' in when) {
    return {
      threshold: when.atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    };
  }
  if ('above' in when) {
    return { threshold: when.above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
  }
  return { threshold: when.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
}

/** Ends in the heading of the runbook, to which the path with the anchor leads. */
const describe = ({ severity, says, name }: Pick<AlarmDefinition, 'severity' | 'says' | 'name'>): string =>
  `[${severity}] ${says} What to do: docs/runbook.md#${name}`;
