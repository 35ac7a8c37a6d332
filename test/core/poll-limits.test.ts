import { describe, expect, test } from '@jest/globals';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { MINUTE, SECOND } from '../support/manual-clock.ts';

describe('backpressure', () => {
  test('stops reading for a stream whose backlog has reached the limit, and for no other', async () => {
    const { log, run, tick, queue, noted, target } = await deployment({
      streamIds: ['A', 'B'],
      backlogLimitEvents: 2,
    });
    target.plan('A', { kind: 'break', error: new Error('DynamoDB does not answer') });
    log.append(...logEvents(2));
    await run();
    log.append(logEvent(3));

    await tick();

    expect(noted('backpressure')).toEqual([{ what: 'backpressure', streamId: 'A', backlog: 2 }]);
    expect(queue.slices().map(({ streamId, events }) => `${streamId} ${idsOf(events).join()}`)).toEqual([
      'A event-0001,event-0002',
      'B event-0003',
    ]);
  });

  test('leaves what it does not read with Okta and reads it when the target has caught up', async () => {
    const { log, tick, run, deliverAll, target } = await deployment({ backlogLimitEvents: 3, pageLimit: 3 });
    log.append(...logEvents(8));
    await tick();
    await tick();
    const readWhileFull = log.requests();
    await deliverAll();

    for (let ticks = 0; ticks < 3; ticks += 1) await run();

    expect(readWhileFull).toBe(1);
    expect(target.firstAccepted('A')).toEqual(idsOf(logEvents(8)));
  });

  test('goes by the backlog as it is now, when deliveries go on during a long tick', async () => {
    const { log, tick, deliverAll, queue, pollDeps, streams, target } = await deployment({
      pageLimit: 2,
      backlogLimitEvents: 2,
    });
    log.append(...logEvents(7));
    const advance: typeof streams.advance = async (...args) => {
      const moved = await streams.advance(...args);
      await deliverAll();
      return moved;
    };

    await tick({ ...pollDeps, streams: { ...streams, advance } });

    expect(target.firstAccepted('A')).toEqual(idsOf(logEvents(7)));
    expect(queue.slices()).toEqual([]);
  });

  test('reads nothing more in this tick for a stream that was deactivated during it', async () => {
    const { log, tick, deactivate, pollDeps, streams, queue } = await deployment({
      pageLimit: 2,
      backlogLimitEvents: 2,
    });
    log.append(...logEvents(7));
    const advance: typeof streams.advance = async (...args) => {
      const moved = await streams.advance(...args);
      await deactivate('A');
      return moved;
    };

    await tick({ ...pollDeps, streams: { ...streams, advance } });

    expect(idsOf(queue.slices().flatMap(({ events }) => events))).toEqual(idsOf(logEvents(2)));
  });
});

describe('a rate limit', () => {
  test('ends the tick for every place and keeps all cursors', async () => {
    const { log, tick, run, clock, createStream, streams, noted } = await deployment();
    log.append(...logEvents(2));
    await run();
    await createStream('B');
    const before = [streams.peek('A'), streams.peek('B')];
    const asked = log.requests();
    log.limitUntil(new Date(clock.now().getTime() + MINUTE));

    await tick();

    expect([streams.peek('A'), streams.peek('B')]).toEqual(before);
    expect(log.requests()).toBe(asked);
    expect(noted('polling held')).toHaveLength(1);
  });

  test('is remembered: no read is tried before the window opens again', async () => {
    const { log, tick, clock, noted } = await deployment();
    const until = new Date(clock.now().getTime() + MINUTE);
    log.limitUntil(until);
    await tick();
    log.limitUntil(new Date(0));
    clock.pass(MINUTE - 1);

    await tick();

    expect(log.requests()).toBe(0);
    expect(noted('polling held')).toEqual([
      { what: 'polling held', until: until.toISOString(), message: 'the window is used up' },
    ]);
  });

  test('costs no event: reading goes on when the window opens', async () => {
    const { log, run, clock, target } = await deployment({ pageLimit: 2 });
    log.append(...logEvents(5));
    let reads = 0;
    log.beforeAnswer(() => {
      reads += 1;
      if (reads === 2) log.limitUntil(new Date(clock.now().getTime() + 30 * SECOND));
    });
    await run();
    clock.pass(30 * SECOND);

    await run();

    expect(target.accepted('A').map(({ id }) => id)).toEqual(idsOf(logEvents(5)));
  });
});
