import { describe, expect, test } from '@jest/globals';
import type { RequestUsage } from '../../lambdas/core/ports.ts';
import { type Deployment, deployment } from '../support/deployment.ts';
import { logEvent, logEvents } from '../support/events.ts';
import { HOUR, MINUTE, SECOND, START } from '../support/manual-clock.ts';

const lastTick = ({ noted }: Deployment) => {
  const entry = noted('tick').at(-1);
  if (!entry) throw new Error('there was no tick');
  return entry;
};
const stateOf = (made: Deployment, id = 'A') => lastTick(made).streams.find(({ streamId }) => streamId === id);

describe('after a tick a stream', () => {
  test('that has everything is at the end of the log, with nothing undelivered', async () => {
    const made = await deployment();
    made.log.append(...logEvents(2));
    await made.run();
    made.clock.pass(HOUR);

    await made.run();

    expect(lastTick(made)).toMatchObject({ secondsUntilCaughtUp: 0 });
    expect(stateOf(made)).toEqual({
      streamId: 'A',
      streamName: 'A',
      status: 'ACTIVE',
      isDown: false,
      backlog: 0,
      oldestUndeliveredSeconds: 0,
      cursorAgeSeconds: 0,
    });
  });

  test('whose delivery waits has a backlog as old as its first event, though the org was quiet before', async () => {
    const made = await deployment();
    made.log.append(logEvent(1));
    await made.run();
    made.clock.pass(6 * HOUR);
    const published = made.clock.now().toISOString();
    made.log.append(logEvent(2, { published }), logEvent(3, { published }));
    await made.tick();
    made.clock.pass(40 * SECOND);

    await made.tick();

    expect(stateOf(made)).toMatchObject({ backlog: 2, oldestUndeliveredSeconds: 40 });
  });

  test('whose delivery is stuck while reading goes on grows older by the minute', async () => {
    const made = await deployment();
    for (let minute = 0; minute < 10; minute += 1) {
      made.log.append(logEvent(minute + 1));
      await made.tick();
      made.clock.pass(MINUTE);
    }

    await made.tick();

    expect(stateOf(made)).toMatchObject({ backlog: 10, oldestUndeliveredSeconds: 600, cursorAgeSeconds: 0 });
  });

  test('that drains a backlog of days ago is days behind, though it was queued a moment ago', async () => {
    const made = await deployment({ pageLimit: 100 });
    made.log.append(logEvent(1));
    await made.run();
    await made.deactivate('A');
    made.clock.pass(HOUR);
    made.log.append(logEvent(2, { published: made.clock.now().toISOString() }), logEvent(3));
    made.clock.pass(48 * HOUR);
    await made.activate('A');
    await made.tick();
    made.clock.pass(20 * SECOND);

    await made.tick();

    expect(stateOf(made)).toMatchObject({ backlog: 2, oldestUndeliveredSeconds: 48 * 3600 + 20 });
  });

  test.each([
    ['tells no time', 'yesterday'],
    ['is of the future', new Date(START.getTime() + 48 * HOUR).toISOString()],
  ])('whose first event %s has a backlog since that was queued', async (_what, published) => {
    const made = await deployment();
    made.log.append(logEvent(1, { published }));
    await made.tick();
    made.clock.pass(30 * SECOND);

    await made.tick();

    expect(stateOf(made)).toMatchObject({ backlog: 1, oldestUndeliveredSeconds: 30 });
  });

  test('that was idle for days and has a fresh event is as old as that event', async () => {
    const made = await deployment();
    made.log.append(logEvent(1));
    await made.run();
    await made.deactivate('A');
    made.clock.pass(48 * HOUR);
    await made.activate('A');
    made.log.append(logEvent(2, { published: made.clock.now().toISOString() }));
    await made.tick();
    made.clock.pass(20 * SECOND);

    await made.tick();

    expect(stateOf(made)).toMatchObject({ backlog: 1, oldestUndeliveredSeconds: 20 });
  });

  test('that is activated while the others are at the end, and cannot be read, is not as near as they are', async () => {
    const made = await deployment({ streamIds: ['A', 'B'] });
    made.log.append(logEvent(1));
    await made.run();
    await made.deactivate('A');
    made.clock.pass(48 * HOUR);
    await made.run();
    made.clock.pass(MINUTE);
    await made.activate('A');
    made.log.refuse(() => true);

    await made.tick();

    expect(stateOf(made, 'A')).toMatchObject({ oldestUndeliveredSeconds: 48 * 3600 + 60 });
    expect(stateOf(made, 'B')).toMatchObject({ oldestUndeliveredSeconds: 60 });
  });

  test('that cannot be read is as old as the last time that the end was seen, and its cursor stands', async () => {
    const made = await deployment();
    made.log.append(logEvent(1));
    await made.run();
    made.clock.pass(2 * HOUR);
    await made.run();
    made.log.refuse(() => true);
    made.clock.pass(5 * MINUTE);

    await made.run();

    expect(stateOf(made)).toMatchObject({ oldestUndeliveredSeconds: 300, cursorAgeSeconds: 300 });
  });

  test('that an admin deactivated is not down; one whose target failed is', async () => {
    const made = await deployment({ streamIds: ['A', 'B'] });
    made.target.plan('B', { kind: 'fail' }, { kind: 'fail' });
    made.log.append(logEvent(1));
    await made.run();
    await made.deactivate('A');

    await made.run();

    expect([stateOf(made, 'A'), stateOf(made, 'B')]).toMatchObject([
      { status: 'INACTIVE', isDown: false },
      { status: 'INACTIVE', isDown: true },
    ]);
    expect(stateOf(made, 'B')).not.toHaveProperty('oldestUndeliveredSeconds');
  });

  test('that comes nearer tells when it will have caught up, at the pace of the tick', async () => {
    const made = await deployment({ pageLimit: 1, backlogLimitEvents: 10 });
    for (let n = 1; n <= 100; n += 1) {
      made.clock.pass(MINUTE);
      made.log.append(logEvent(n, { published: made.clock.now().toISOString() }));
    }

    await made.tick();

    // Ten minutes of the log in a hundred minutes: it does not come nearer. Then ten in one.
    expect(lastTick(made).secondsUntilCaughtUp).toBeUndefined();
    await made.deliverAll();
    made.clock.pass(MINUTE);
    await made.tick();
    expect(lastTick(made).secondsUntilCaughtUp).toBe(Math.round((81 * 60) / 9));
  });
});

describe('a tick', () => {
  test('counts its own requests only', async () => {
    const made = await deployment();
    await made.tick();

    await made.tick();

    expect(made.noted('tick').map(({ requests }) => requests)).toEqual([1, 1]);
  });

  test('tells of 429s and of the window', async () => {
    const made = await deployment();
    const resetAt = new Date(START.getTime() + MINUTE).toISOString();
    const window = { limit: 120, remaining: 90, resetAt, share: 60, used: 12 };
    const usages: RequestUsage[] = [
      { requests: 5, rateLimited: 1 },
      { requests: 8, rateLimited: 3, window },
    ];
    const usage = () => usages.shift() ?? { requests: 0, rateLimited: 0 };

    await made.tick({ ...made.pollDeps, systemLog: { ...made.log, usage } });

    expect(lastTick(made)).toMatchObject({ requests: 3, rateLimited: 2, window });
  });

  test('tells nothing of a window that has ended', async () => {
    const made = await deployment();
    const window = { limit: 120, remaining: 90, resetAt: START.toISOString(), share: 60, used: 12 };
    const usage = (): RequestUsage => ({ requests: 1, rateLimited: 0, window });

    await made.tick({ ...made.pollDeps, systemLog: { ...made.log, usage } });

    expect(lastTick(made).window).toBeUndefined();
  });

  test('comes to its end while polling is held', async () => {
    const made = await deployment();
    await made.streams.holdPolling(new Date(START.getTime() + MINUTE));

    await made.tick();

    expect(lastTick(made)).toMatchObject({ requests: 0 });
  });

  test('is noted once a minute for whoever asks later', async () => {
    const made = await deployment();
    const notedAt: (string | undefined)[] = [];
    for (let tick = 0; tick < 13; tick += 1) {
      await made.tick();
      notedAt.push((await made.streams.load()).polling.seen?.at);
      made.clock.pass(10 * SECOND);
    }

    expect(new Set(notedAt).size).toBe(3);
    expect((await made.streams.load()).polling.seen).toEqual({
      at: new Date(START.getTime() + 2 * MINUTE).toISOString(),
      tailAt: new Date(START.getTime() + 2 * MINUTE).toISOString(),
    });
  });
});
