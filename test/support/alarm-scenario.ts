import type { Entry, StreamState, TickEntry } from '../../lambdas/core/journal.ts';
import type { AlarmDefinitions, AlarmState } from '../../local/alarms/definition.ts';
import { alarmEvaluator } from '../../local/alarms/evaluator.ts';
import { readAlarms } from '../../local/alarms/read-alarms.ts';
import type { MetricPoint } from '../../local/emf.ts';
import type { Provisioned } from '../../local/intrinsics.ts';
import { DAY, HOUR, manualClock, MINUTE } from './manual-clock.ts';
import { pointsOf } from './metric-points.ts';
import { templateOf } from './templates.ts';

export const ORG = 'acme.okta.com';

/** The period of the alarm that knows what is usual. */
const QUARTER_MS = 15 * MINUTE;

/** What is different in a minute from one in which all is well. */
export interface Minute {
  /** Polls that come to their end; as many as the interval makes, if nothing is said. */
  readonly polls?: number;
  /** What every poll of the minute says. */
  readonly tick?: Partial<Omit<TickEntry, 'what'>>;
  /** Events handed over, in pages of every poll; `none` where no page is read. */
  readonly events?: number | 'none';
  /** What happens once in the minute. */
  readonly entries?: readonly Entry[];
  /** Metrics of AWS's own, by namespace and name. */
  readonly aws?: readonly AwsMetric[];
}

interface AwsMetric extends Pick<MetricPoint, 'namespace' | 'name' | 'dimensions'> {
  readonly value: number;
}

export type Change = { readonly minute: number; readonly alarm: string; readonly to: AlarmState };

/** Two hundred events a minute while people work; at night a job now and then, and nothing between. */
export function usual(at: Date): Minute {
  const hour = at.getUTCHours();
  if (hour >= 7 && hour < 19) return { events: 200 + 5 * ((at.getTime() / HOUR) % 7) };
  return { events: Math.floor(at.getTime() / QUARTER_MS) % 3 === 0 ? 12 : 0 };
}

/** A stream that is well. */
export const stream = (state: Partial<StreamState> = {}): StreamState => ({
  streamId: '0oa1',
  streamName: 'Security events',
  status: 'ACTIVE',
  isDown: false,
  backlog: 0,
  oldestUndeliveredSeconds: 4,
  cursorAgeSeconds: 0,
  ...state,
});

interface Options {
  /** The alarms of a template, by logical id. */
  readonly definitions: AlarmDefinitions;
  readonly pollIntervalSeconds?: number;
  readonly start?: Date;
}

/** The operation of a deployment, minute by minute, and what its alarms make of it. */
export function operation({
  definitions,
  pollIntervalSeconds = 10,
  start = new Date('2026-03-02T09:00:00.000Z'),
}: Options) {
  const clock = manualClock(start);
  const evaluator = alarmEvaluator(definitions);
  const pollsIn = (at: Date): number =>
    pollIntervalSeconds <= 60 ? 60 / pollIntervalSeconds : Number((at.getTime() / 1000) % pollIntervalSeconds < 60);

  const pointsIn = ({ polls, tick, events = 0, entries = [], aws = [] }: Minute, at: Date): MetricPoint[] => {
    const count = polls ?? pollsIn(at);
    const each: readonly Entry[] = [
      {
        what: 'tick',
        requests: 1,
        rateLimited: 0,
        window: { limit: 120, remaining: 100, resetAt: at.toISOString(), share: 60, used: 6 },
        secondsUntilCaughtUp: 0,
        streams: [stream()],
        ...tick,
      },
      ...(events === 'none' ? [] : [pageOf(events / Math.max(1, count))]),
    ];
    const told = Array.from({ length: count }, () => each).flat();
    return [
      ...[...told, ...entries].flatMap((entry) => pointsOf(entry, ORG, at)),
      ...aws.map(({ value, ...metric }) => ({ ...metric, unit: 'Count', values: [value], timestamp: at })),
    ];
  };

  return {
    /** Gives alarms two weeks before the start to learn from how many events are usual. */
    remember(): void {
      for (let ms = start.getTime() - 14 * DAY; ms < start.getTime(); ms += QUARTER_MS) {
        const at = new Date(ms);
        const { events = 0 } = usual(at);
        if (events !== 'none') evaluator.record(pointsOf(pageOf((events * QUARTER_MS) / MINUTE), ORG, at));
      }
    },
    /** Lets minutes pass; answers what changed in them, the first being 1. */
    pass(count: number, minute: Minute | ((index: number) => Minute) = {}): readonly Change[] {
      const changes: Change[] = [];
      for (let index = 1; index <= count; index += 1) {
        evaluator.record(pointsIn(typeof minute === 'function' ? minute(index) : minute, clock.now()));
        clock.pass(MINUTE);
        const transitions = evaluator.evaluate(clock.now());
        changes.push(...transitions.map(({ alarm, to }) => ({ minute: index, alarm, to })));
      }
      return changes;
    },
    states: evaluator.states,
    now: clock.now,
  };
}

const pageOf = (events: number): Entry => ({
  what: 'page read',
  pageId: 'page',
  events,
  streams: 1,
  isFull: events >= 1000,
  ms: 120,
});

interface CdkTemplate {
  toJSON(): Record<string, unknown>;
}

/** The alarms of a template that was synthesized in process, where no resource has been provisioned. */
export function alarmsOf(template: CdkTemplate): AlarmDefinitions {
  const resources = template.toJSON()['Resources'] as Parameters<typeof templateOf>[0];
  const named = ([id]: readonly [string, unknown]): [string, Provisioned] => [
    id,
    { ref: id, attributes: { Arn: `arn:${id}`, QueueName: id } },
  ];
  return readAlarms(templateOf(resources), {
    pseudo: { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws' },
    resources: new Map(Object.entries(resources).map(named)),
  });
}
