import { describe, expect, test } from '@jest/globals';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { behind, cursor, logStream } from '../support/log-streams.ts';
import { SECOND, START } from '../support/manual-clock.ts';

const FIVE = ['A', 'B', 'C', 'D', 'E'];

describe('streams that share a read', () => {
  test('cost one request together, however many they are', async () => {
    const { log, run } = await deployment({ streamIds: FIVE });
    log.append(...logEvents(2));
    await run();
    const before = log.requests();

    await run();

    expect(log.requests() - before).toBe(1);
  });

  test('each get every event', async () => {
    const { log, run, target } = await deployment({ streamIds: FIVE });
    log.append(...logEvents(8));

    await run();

    expect(FIVE.map((id) => target.firstAccepted(id))).toEqual(FIVE.map(() => idsOf(logEvents(8))));
  });

  test('are those whose last event is the same, though they were created at different times', async () => {
    const { log, run, createStream, clock } = await deployment({ streamIds: ['A'] });
    log.append(logEvent(1));
    await run();
    clock.pass(10 * SECOND);
    await createStream('B');
    log.append(logEvent(2));
    await run();
    const before = log.requests();

    await run();

    expect(log.requests() - before).toBe(1);
  });

  test('are joined in the same tick by one that lagged, where they wait', async () => {
    const { log, tick, target, run, createStream, activate, queue } = await deployment({ pageLimit: 2 });
    await createStream('B');
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(...logEvents(2));
    await run();
    log.append(...logEvents(3, 3));
    await activate('A');
    const before = log.requests();

    await tick();

    // A reads 1-2 and joins B behind it; both read 3-4 and 5.
    expect(log.requests() - before).toBe(3);
    expect(
      queue
        .slices()
        .map(({ streamId, events }) => `${streamId} ${idsOf(events).join()}`)
        .toSorted(),
    ).toEqual([
      'A event-0001,event-0002',
      'A event-0003,event-0004',
      'A event-0005',
      'B event-0003,event-0004',
      'B event-0005',
    ]);
  });

  test('read on from the cursor right behind the last event, not from one that begins before it', async () => {
    const { log, tick, streams, queue } = await deployment({ streamIds: [], pageLimit: 4 });
    const midPage = behind('event-0002', { cursor: log.start(START), midPage: true });
    const rightBehind = behind('event-0002', { cursor: cursor('index=2') });
    await streams.create(logStream({ id: 'A', read: midPage, acknowledged: midPage }));
    await streams.create(logStream({ id: 'B', read: rightBehind, acknowledged: rightBehind }));
    log.append(...logEvents(5));

    await tick();

    expect(queue.slices().map(({ events }) => idsOf(events))).toEqual([
      idsOf(logEvents(3, 3)),
      idsOf(logEvents(3, 3)),
    ]);
    expect(log.requests()).toBe(1);
  });

  test('take turns with one that lags far behind', async () => {
    const { log, tick, deactivate, activate, run, queue } = await deployment({ streamIds: ['A', 'B'], pageLimit: 2 });
    log.append(logEvent(1));
    await run();
    await deactivate('A');
    log.append(...logEvents(6, 2));
    await run();
    log.append(...logEvents(4, 8));
    await activate('A');

    await tick();

    expect(
      queue
        .slices()
        .slice(0, 4)
        .map(({ streamId }) => streamId),
    ).toEqual(['A', 'B', 'A', 'B']);
  });
});

describe('a page in which an id stands twice', () => {
  test('tells no stream its place: nothing between the two is skipped', async () => {
    const { log, run, createStream, target, clock } = await deployment({ streamIds: ['A'], pageLimit: 100 });
    const twin = logEvent(1, { id: 'twin' });
    log.append(twin);
    await run();
    clock.pass(10 * SECOND);
    await createStream('B');
    log.append(logEvent(2), twin, logEvent(3));

    await run();

    expect(target.firstAccepted('A')).toEqual(['twin', 'event-0002', 'event-0003']);
    expect(target.firstAccepted('B')).toEqual(['event-0002', 'twin', 'event-0003']);
  });
});

describe('a busy org, where something is persisted between any two reads', () => {
  test('still costs streams that have caught up one request a tick', async () => {
    const { log, run, createStream, clock } = await deployment({ streamIds: ['A'], pageLimit: 100 });
    let n = 0;
    log.beforeAnswer(() => log.append(logEvent((n += 1))));
    await run();
    clock.pass(10 * SECOND);
    await createStream('B');
    for (let ticks = 0; ticks < 10; ticks += 1) await run();
    const before = log.requests();

    await run();

    expect(log.requests() - before).toBe(1);
  });
});
