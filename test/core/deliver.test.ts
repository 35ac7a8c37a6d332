import { describe, expect, test } from '@jest/globals';
import { deliver } from '../../lambdas/core/deliver.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { MINUTE, SECOND } from '../support/manual-clock.ts';

describe('a delivery', () => {
  test('gives the target every event of the message, as it was, and moves acknowledged to its end', async () => {
    const { log, run, target, streams, queue } = await deployment();
    log.append(...logEvents(2));

    await run();

    expect(target.accepted('A')).toEqual(logEvents(2));
    expect(streams.peek('A').acknowledged).toEqual(streams.peek('A').read);
    expect(queue.waiting()).toEqual([]);
  });

  test('records what was delivered, and when', async () => {
    const { log, run, clock, streams } = await deployment();
    log.append(...logEvents(2));
    clock.pass(5 * SECOND);

    await run();

    const at = clock.now().toISOString();
    expect(streams.peek('A')).toMatchObject({
      movedAt: at,
      delivered: { events: 2, undeliverable: 0, published: logEvent(2).published, at },
    });
  });

  test('tells the lag behind the newest event and the backlog left', async () => {
    const { log, tick, deliverBatch, clock, noted } = await deployment({ pageLimit: 3 });
    log.append(...logEvents(5));
    await tick();
    clock.pass(5 * SECOND);

    await deliverBatch();

    const each = { undeliverable: 0, attempts: 1, durationMs: 0 };
    const lags = (...ns: number[]) => ns.map((n) => 5 * SECOND - n);
    expect(noted('delivered').map(({ delivery }) => delivery)).toEqual([
      { ...each, events: 3, lagMs: 5 * SECOND - 3, backlog: 2, lagsMs: lags(1, 2, 3) },
      { ...each, events: 2, lagMs: 5 * SECOND - 5, backlog: 0, lagsMs: lags(4, 5) },
    ]);
  });

  test('tells no lag of an event that was set aside', async () => {
    const { log, run, clock, target, noted } = await deployment();
    log.append(...logEvents(3));
    target.neverTakes('event-0002');
    clock.pass(5 * SECOND);

    await run();

    expect(noted('delivered')).toMatchObject([
      { delivery: { events: 2, undeliverable: 1, lagsMs: [5 * SECOND - 1, 5 * SECOND - 3] } },
    ]);
  });

  test('of events that tell no time has no lag', async () => {
    const { log, run, noted } = await deployment();
    log.append(logEvent(1, { published: 'yesterday' }));

    await run();

    expect(noted('delivered')[0]?.delivery.lagMs).toBeUndefined();
  });

  test('of one message of a stream does not wait for another stream', async () => {
    const { log, run, target } = await deployment({ streamIds: ['A', 'B'] });
    target.plan('A', { kind: 'break', error: new Error('DynamoDB does not answer') });
    log.append(logEvent(1));

    await run();

    expect(idsOf(target.accepted('B'))).toEqual(['event-0001']);
  });

  test('that loses the race for acknowledged forgets the message: whoever was faster has seen to it', async () => {
    const { log, tick, deliverBatch, deliverDeps, streams, queue, noted } = await deployment();
    log.append(logEvent(1));
    await tick();
    const acknowledge: typeof streams.acknowledge = async (stream, receipt) => {
      await streams.acknowledge(stream, receipt);
      return streams.acknowledge(stream, receipt);
    };

    await deliverBatch({ ...deliverDeps, streams: { ...streams, acknowledge } });

    expect(queue.waiting()).toEqual([]);
    expect(noted('message dropped')).toMatchObject([{ streamId: 'A', reason: 'lost a race' }]);
  });

  test('does not begin when two attempts might not end before the function does', async () => {
    const { log, tick, deliverDeps, queue, target, clock } = await deployment();
    log.append(logEvent(1));
    await tick();
    const [message] = queue.receiveSlices();
    if (!message) throw new Error('no message was queued');
    const tooSoon = new Date(clock.now().getTime() + 2 * deliverDeps.attemptTimeoutMs + 2_999);

    await expect(deliver(deliverDeps, message, tooSoon)).rejects.toMatchObject({ code: 'OUT_OF_TIME' });

    expect(target.offered('A')).toEqual([]);
  });

  test('begins when the time is just enough', async () => {
    const { log, tick, deliverDeps, queue, target, clock } = await deployment();
    log.append(logEvent(1));
    await tick();
    const [message] = queue.receiveSlices();
    if (!message) throw new Error('no message was queued');

    await deliver(deliverDeps, message, new Date(clock.now().getTime() + 2 * deliverDeps.attemptTimeoutMs + 3_000));

    expect(idsOf(target.accepted('A'))).toEqual(['event-0001']);
  });

  test('of a message that starts elsewhere rewinds the stream, and its events are read again', async () => {
    const { log, run, tick, queue, target, noted } = await deployment({ pageLimit: 2 });
    log.append(...logEvents(4));
    await tick();
    const [first] = queue.waiting();
    if (first) queue.forget(first);

    await run();
    await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(4)));
    expect(noted('rewound')).toMatchObject([{ streamId: 'A', generation: 1 }]);
  });

  test('of a message that was handed out again after it was acknowledged sends nothing twice', async () => {
    const { log, tick, queue, target, deliverDeps, deliverAll, clock } = await deployment();
    log.append(...logEvents(2));
    await tick();
    const [message] = queue.receiveSlices();
    if (message) await deliver(deliverDeps, message, new Date(clock.now().getTime() + 5 * MINUTE));
    clock.pass(6 * MINUTE);

    await deliverAll();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(2)));
    expect(queue.waiting()).toEqual([]);
  });
});
