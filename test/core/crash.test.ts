import { describe, expect, test } from '@jest/globals';
import { type CrashPoint, type Process, processKilledAt } from '../support/crash.ts';
import { type Deployment, deployment } from '../support/deployment.ts';
import { logEvent, logEvents } from '../support/events.ts';
import { brokenPromises, comeToRest, unfinished } from '../support/guarantee.ts';
import { killableFunctions } from '../support/killable-functions.ts';
import { MINUTE } from '../support/manual-clock.ts';

type Functions = ReturnType<typeof killableFunctions>;
type History = (made: Deployment, functions: Functions) => Promise<void>;

const HISTORIES: Readonly<Record<string, History>> = {
  'two streams over full and short pages': async ({ log }, { tick, deliver }) => {
    log.append(...logEvents(5));
    await tick();
    await deliver();
    log.append(...logEvents(4, 6));
    await tick();
    log.append(logEvent(10));
    await tick();
    await deliver();
  },

  'targets that fail twice, and an admin who activates their streams': async (made, { tick, deliver, activate }) => {
    made.target.plan('A', { kind: 'accept only', ids: ['event-0001'] }, { kind: 'fail' });
    made.target.plan('B', { kind: 'hang' }, { kind: 'hang' });
    made.log.append(...logEvents(3));
    await tick();
    await deliver();
    made.log.append(...logEvents(2, 4));
    await activate('A');
    await tick();
    await activate('B');
    made.target.plan('A', { kind: 'lose the answer' }, { kind: 'lose the answer' });
    await deliver();
    await tick();
    await deliver();
  },

  'events that fit no message or no target': async (made, { tick, deliver }) => {
    made.target.neverTakes('event-0002', 'event-0006');
    made.log.append(logEvent(1), logEvent(2), logEvent(3, { more: { debugContext: 'x'.repeat(2_000) } }));
    await tick();
    await deliver();
    made.log.append(...logEvents(3, 4));
    await tick();
    await deliver();
  },

  'a message that the queue loses and a cursor that Okta refuses': async (made, { tick, deliver }) => {
    made.log.append(...logEvents(3));
    await tick();
    const [lost] = made.queue.waiting();
    if (lost) made.queue.forget(lost);
    await deliver();
    made.log.append(...logEvents(2, 4));
    made.log.refuse((cursor) => cursor.startsWith('index'));
    await tick();
    made.log.refuse(() => false);
    await tick();
    await deliver();
  },

  'a rate limit, a deactivation under way and a dead letter': async (
    made,
    { tick, deliver, deactivate, recover },
  ) => {
    made.log.append(...logEvents(3));
    await tick();
    made.log.limitUntil(new Date(made.clock.now().getTime() + MINUTE));
    await tick();
    await deactivate('B');
    made.queue.deadLetters.push(...made.queue.receive(1));
    for (const message of made.queue.deadLetters) made.queue.forget(message);
    await recover();
    made.clock.pass(MINUTE);
    await tick();
    await deliver();
  },
};

/** Nobody waits for the hour after which the poller gives a message up for lost. */
const REST_MS = 12 * MINUTE;

async function live(history: History, point?: CrashPoint) {
  const made = await deployment({ streamIds: ['A', 'B'], pageLimit: 2, maxPackedBytes: 900 });
  const broken: string[] = [];
  const { calls, invoke } = processKilledAt(point);
  const watched: Process['invoke'] = async (body) => {
    const ended = await invoke(body);
    broken.push(...(await brokenPromises(made)));
    return ended;
  };
  await history(made, killableFunctions(made, { calls, invoke: watched }));
  return { made, calls, broken };
}

describe.each(Object.entries(HISTORIES))('%s', (_title, history) => {
  test('ends with every event accepted or set aside, in order, when nothing is killed', async () => {
    const { made, broken } = await live(history);

    await comeToRest(made, REST_MS);

    expect([...broken, ...(await unfinished(made))]).toEqual([]);
  });
});

const points = await Promise.all(
  Object.entries(HISTORIES).map(async ([title, history]) => {
    const { calls } = await live(history);
    return calls.flatMap((call, index) =>
      (['before', 'after'] as const).map((moment) => ({ title, history, call, point: { call: index + 1, moment } })),
    );
  }),
);

describe.each(points.flat())(
  'killed $point.moment call $point.call, $call, in $title',
  ({ history, point, call }) => {
    test('loses no event and keeps their order', async () => {
      const { made, calls, broken } = await live(history, point);

      await comeToRest(made, REST_MS);

      expect(calls[point.call - 1]).toBe(call);
      expect([...broken, ...(await unfinished(made))]).toEqual([]);
    });
  },
);

test('the histories go through every write and every call that moves an event', () => {
  expect([...new Set(points.flat().map(({ call }) => call))].toSorted()).toEqual([
    'queue.send',
    'streams.acknowledge',
    'streams.activate',
    'streams.advance',
    'streams.deactivate',
    'streams.get',
    'streams.holdPolling',
    'streams.load',
    'streams.restart',
    'streams.rewind',
    'systemLog.fetchPage',
    'target.attempt',
    'undeliverable.setAside',
  ]);
});
