import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { OktaLogStreaming } from '../../lib/okta-log-streaming.ts';
import {
  allPropertiesOf,
  flatten,
  foreignStack,
  list,
  object,
  ORG_URL,
  propertiesOf,
  statementsOf,
  synthesize,
} from './synthesize.ts';

/** The properties of an alarm that say what it watches. */
interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions?: unknown;
  readonly OKActions?: unknown;
  readonly MetricName?: string;
  readonly Dimensions?: unknown;
  readonly Statistic: string;
  readonly Period: number;
  readonly ComparisonOperator: string;
  readonly Threshold?: number;
  readonly DatapointsToAlarm: number;
  readonly EvaluationPeriods: number;
  readonly TreatMissingData: string;
  readonly Metrics?: readonly { readonly Expression?: string; readonly MetricStat?: MetricStat }[];
}

interface MetricStat {
  readonly Metric: Record<string, unknown>;
  readonly Period: number;
  readonly Stat: string;
}

const alarmsIn = (template: Template): AlarmProperties[] =>
  allPropertiesOf(template, 'AWS::CloudWatch::Alarm') as unknown as AlarmProperties[];

const template = synthesize({ monitoringPrefix: 'acme', alarmEmail: 'soc@acme.example' });
const alarms = alarmsIn(template);
const composite = propertiesOf(template, 'AWS::CloudWatch::CompositeAlarm');

/** An alarm in one line: what it watches, when it goes off, and what it makes of nothing. */
function shown(alarm: AlarmProperties): string {
  const { AlarmName: name, AlarmDescription, TreatMissingData: missing, MetricName, Threshold = 'usual' } = alarm;
  const severity = /^\[\w+\]/.exec(AlarmDescription)?.[0] ?? '';
  const watched = MetricName === undefined ? math(alarm) : `${alarm.Statistic} ${MetricName} in ${alarm.Period} s`;
  const when = `${SIGNS[alarm.ComparisonOperator] ?? ''} ${Threshold}`;
  return `${name} ${severity}: ${watched} ${when}, ${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods}, ${missing}`;
}

function math({ Metrics }: AlarmProperties): string {
  const expression = Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression ?? '';
  const watched = statsOf(Metrics).map(
    ({ Metric, Period, Stat }) => `${Stat} ${String(Metric['MetricName'])} in ${Period} s`,
  );
  return `${watched.join(' and ')} by ${expression}`;
}

const statsOf = (queries: AlarmProperties['Metrics'] = []): readonly MetricStat[] =>
  queries.flatMap(({ MetricStat: stat }) => stat ?? []);

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '>=',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanLowerThreshold: '<',
};

const tableWith = (settings: Parameters<typeof synthesize>[0]): string[] =>
  alarmsIn(synthesize({ monitoringPrefix: 'acme', ...settings })).map(shown);

describe('the alarms', () => {
  test('are these', () => {
    expect(alarms.map(shown)).toEqual([
      'acme-stream-deactivated [page]: Sum StreamDeactivations in 300 s >= 1, 1 of 1, notBreaching',
      'acme-lag-over-objective [page]: Maximum WorstLag in 60 s > 300, 4 of 5, ignore',
      'acme-poller-not-running [page]: Sum Ticks in 60 s < 1, 3 of 3, breaching',
      'acme-credentials-refused [page]: Sum CredentialsRefused in 60 s >= 1, 2 of 3, notBreaching',
      'acme-stream-inactive [ticket]: Maximum InactiveStreams in 60 s >= 1, 1 of 1, ignore',
      'acme-cursor-not-moving [ticket]: Maximum WorstCursorAge in 60 s > 600, 4 of 5, ignore',
      'acme-rate-limit-exhausted [ticket]: Maximum RateLimitShareUsed in 60 s >= 95, 12 of 15, notBreaching',
      'acme-dead-letters [ticket]: Sum DeadLetters in 300 s >= 1, 1 of 1, notBreaching',
      'acme-dead-letters-waiting [ticket]: Maximum ApproximateNumberOfMessagesVisible in 300 s and Maximum ApproximateNumberOfMessagesNotVisible in 300 s by visible + inFlight >= 1, 3 of 3, notBreaching',
      'acme-undeliverable-events [ticket]: Sum UndeliverableEvents in 300 s >= 1, 1 of 1, notBreaching',
      'acme-possible-gap [ticket]: Sum Gaps in 300 s >= 1, 1 of 1, notBreaching',
      'acme-announcements-failing [ticket]: Sum AnnouncementFailures in 60 s >= 1, 3 of 5, notBreaching',
      'acme-event-hook-failing [ticket]: Sum EventHookFailures in 300 s >= 1, 1 of 1, notBreaching',
      'acme-admin-api-errors [ticket]: Sum 5XXError in 300 s >= 1, 2 of 3, notBreaching',
      'acme-fewer-events-than-usual [info]: Sum EventsRead in 900 s by ANOMALY_DETECTION_BAND(m0, 3) < usual, 4 of 4, notBreaching',
    ]);
  });

  test('wait for a poll where polls are minutes apart', () => {
    expect(tableWith({ pollInterval: 300 }).slice(0, 7)).toEqual([
      'acme-stream-deactivated [page]: Sum StreamDeactivations in 300 s >= 1, 1 of 1, notBreaching',
      'acme-lag-over-objective [page]: Maximum WorstLag in 300 s > 600, 3 of 3, ignore',
      'acme-poller-not-running [page]: Sum Ticks in 300 s < 1, 3 of 3, breaching',
      'acme-credentials-refused [page]: Sum CredentialsRefused in 300 s >= 1, 2 of 3, notBreaching',
      'acme-stream-inactive [ticket]: Maximum InactiveStreams in 300 s >= 1, 1 of 1, ignore',
      'acme-cursor-not-moving [ticket]: Maximum WorstCursorAge in 300 s > 900, 3 of 3, ignore',
      'acme-rate-limit-exhausted [ticket]: Maximum RateLimitShareUsed in 300 s >= 95, 3 of 3, notBreaching',
    ]);
  });

  test('take the objective that is set', () => {
    expect(tableWith({ lagObjectiveSeconds: 3600 })[1]).toContain('WorstLag in 60 s > 3600');
  });

  test('are about this org and these resources only', () => {
    const dimensions = alarms
      .flatMap(({ Dimensions, Metrics }) => [
        Dimensions,
        ...statsOf(Metrics).map(({ Metric }) => Metric['Dimensions']),
      ])
      .filter((each) => each !== undefined)
      .map((each) =>
        list(each)
          .map(object)
          .map(({ Name, Value }) => `${String(Name)}=${flatten(Value)}`)
          .join(' '),
      );

    expect(new Set(dimensions)).toEqual(
      new Set([
        'Org=acme.okta.com service=okta-log-streaming',
        'QueueName=<StreamingEventsDeadLetters.QueueName>',
        'ApiName=Log streams of acme.okta.com',
      ]),
    );
  });

  test.each([...alarms, composite].map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription]))(
    '%s says its severity, what is the case, and where it says what to do',
    (name, description) => {
      const heading = String(name).replace(/^acme-/, '');

      expect(description).toMatch(/^\[(page|ticket|info)\] [A-Z].*\. What to do: /s);
      expect(String(description).endsWith(`docs/runbook.md#${heading}`)).toBe(true);
      expect(String(description).length).toBeLessThanOrEqual(1024);
    },
  );

  test('notify when they go off, and what is unhealthy also when it is over; that a stream went down never is', () => {
    const topic = { Ref: expect.stringContaining('NotificationsTopic') };

    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([topic]);
      expect([undefined, [topic]]).toContainEqual(OKActions);
    }
    expect(alarms.filter(({ OKActions }) => OKActions !== undefined).map(({ AlarmName }) => AlarmName)).toEqual([
      'acme-lag-over-objective',
      'acme-poller-not-running',
      'acme-credentials-refused',
      'acme-stream-inactive',
    ]);
  });

  test('say what is usual in the words of the runbook', () => {
    const { AlarmDescription, EvaluationPeriods, Metrics } = alarms.at(-1) ?? {};
    const hours = ((EvaluationPeriods ?? 0) * (statsOf(Metrics)[0]?.Period ?? 0)) / 3600;

    expect(hours).toBe(1);
    expect(AlarmDescription).toContain('For an hour, Okta has handed over fewer events than is usual at this time');
    expect(readFileSync('docs/runbook.md', 'utf8')).toContain(
      '**Means** For an hour, Okta has handed over fewer events than is usual at this time',
    );
  });

  test('begin when polls do, lest they tell of polls that nobody scheduled yet', () => {
    const resource = Object.values(template.findResources('AWS::CloudWatch::Alarm')).find(
      ({ Properties }) => object(Properties)['AlarmName'] === 'acme-poller-not-running',
    );

    expect(resource?.['DependsOn']).toEqual(
      expect.arrayContaining([expect.stringContaining('PollerScheduleSendTicks')]),
    );
  });
});

describe('log streaming', () => {
  test('is unhealthy while an alarm that pages is in ALARM, or a stream is INACTIVE; those have notified themselves', () => {
    const { AlarmName, AlarmRule, AlarmActions, OKActions } = composite;
    const paging = Object.entries(template.findResources('AWS::CloudWatch::Alarm'))
      .filter(([, { Properties }]) => {
        const { AlarmName: name, AlarmDescription: description } = object(Properties);
        return String(description).startsWith('[page]') || name === 'acme-stream-inactive';
      })
      .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(AlarmName).toBe('acme-unhealthy');
    expect(flatten(AlarmRule)).toBe(`(${paging.map((id) => `ALARM("<${id}.Arn>")`).join(' OR ')})`);
    expect(paging).toHaveLength(5);
    expect([AlarmActions, OKActions]).toEqual([undefined, undefined]);
  });
});

describe('the topic', () => {
  test('lets alarms of this deployment publish, over TLS', () => {
    const [tls, publish, ...others] = statementsOf(propertiesOf(template, 'AWS::SNS::TopicPolicy'));

    expect(tls).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(publish).toMatchObject({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(flatten(object(object(publish?.['Condition'])['ArnLike'])['aws:SourceArn'])).toBe(
      'arn:<AWS::Partition>:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:acme-*',
    );
    expect(others).toEqual([]);
  });

  test('is called by the name of the org, which e-mails come from', () => {
    expect(propertiesOf(template, 'AWS::SNS::Topic')).toEqual({
      DisplayName: `Log streaming of ${new URL(ORG_URL).hostname}`,
    });
  });

  test('has the address that is set as its subscriber, and else none', () => {
    expect(propertiesOf(template, 'AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'soc@acme.example',
      TopicArn: { Ref: expect.stringContaining('NotificationsTopic') },
    });
    expect(allPropertiesOf(synthesize(), 'AWS::SNS::Subscription')).toEqual([]);
  });
});

test('an alarm and a query that there is not are refused by name', () => {
  const { alarms: all, queries } = new OktaLogStreaming(foreignStack(), 'Streaming', { orgUrl: ORG_URL }).monitoring;

  expect(() => all.named('no-such-alarm')).toThrow('there is no alarm "no-such-alarm"; there are StreamDeactivated,');
  expect(() => queries.named('NoSuchQuery')).toThrow('there is no query "NoSuchQuery"; there are WhatHappened');
});

test('every alarm has a heading in the runbook, spelled like it, and every heading so spelled is an alarm', () => {
  // Other headings of the page begin with a capital letter.
  const headings = readFileSync('docs/runbook.md', 'utf8').match(/(?<=^#+ )[a-z].*$/gm);
  const names = [...alarms, composite].map(({ AlarmName }) => String(AlarmName).replace(/^acme-/, ''));

  expect(headings?.toSorted()).toEqual(names.toSorted());
});
