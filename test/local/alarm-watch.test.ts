import { describe, expect, test } from '@jest/globals';
import { alarmWatch } from '../../local/alarm-watch.ts';
import type { AlarmDefinitions } from '../../local/alarms/definition.ts';
import { readAlarms } from '../../local/alarms/read-alarms.ts';
import { MINUTE, manualClock, SECOND } from '../support/manual-clock.ts';
import { templateOf } from '../support/templates.ts';

const DEFINITIONS: AlarmDefinitions = readAlarms(
  templateOf({
    Down: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'stream-deactivated',
        Namespace: 'OktaLogStreaming',
        MetricName: 'InactiveStreams',
        Dimensions: [{ Name: 'Org', Value: 'acme.okta.com' }],
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'ignore',
      },
    },
  }),
  { pseudo: {}, resources: new Map() },
);

const inactive = (at: Date, streams: number): string =>
  JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'OktaLogStreaming',
          Dimensions: [['Org']],
          Metrics: [{ Name: 'InactiveStreams', Unit: 'Count' }],
        },
      ],
    },
    Org: 'acme.okta.com',
    InactiveStreams: streams,
  });

/** Minute by minute so many INACTIVE streams; what is told of it. */
function told(...streams: readonly number[]): string[] {
  const clock = manualClock();
  const watch = alarmWatch(DEFINITIONS);
  watch.look(clock.now());
  return streams.flatMap((count) => {
    clock.pass(30 * SECOND);
    watch.observe(inactive(clock.now(), count));
    clock.pass(30 * SECOND);
    return watch.look(clock.now()).map(({ text }) => text);
  });
}

describe('the alarms of a run', () => {
  test('are told when they go off and when they are over', () => {
    expect(told(0, 1, 1, 0)).toEqual([
      'alarm stream-deactivated (docs/runbook.md)',
      'alarm stream-deactivated is over',
    ]);
  });

  test('are not told while all is well', () => {
    expect(told(0, 0)).toEqual([]);
  });

  test('are looked at once a minute', () => {
    const clock = manualClock();
    const watch = alarmWatch(DEFINITIONS);
    watch.look(clock.now());
    watch.observe(inactive(clock.now(), 1));
    clock.pass(MINUTE - SECOND);

    expect(watch.look(clock.now())).toEqual([]);
    clock.pass(SECOND);
    expect(watch.look(clock.now())).toHaveLength(1);
  });
});
