import { describe, expect, test } from '@jest/globals';
import type { AttemptFailure } from '../../lambdas/core/ports.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents, textOf } from '../support/events.ts';
import { MINUTE } from '../support/manual-clock.ts';

const refused: AttemptFailure = { code: 'TARGET_REJECTED', message: 'the target answered 403' };
const brokenBucket = { setAside: () => Promise.reject(new Error('the bucket does not answer')) };

describe('a failed attempt', () => {
  test('is followed by a second one, which ends well', async () => {
    const { log, run, target, streams } = await deployment();
    target.plan('A', { kind: 'fail' });
    log.append(...logEvents(2));

    await run();

    expect(target.accepted('A')).toEqual(logEvents(2));
    expect(streams.peek('A')).toMatchObject({ status: 'ACTIVE', delivered: { events: 2 } });
  });

  test('is followed by one that sends only what was not accepted', async () => {
    const { log, run, target } = await deployment();
    target.plan('A', { kind: 'accept only', ids: ['event-0001', 'event-0003'] });
    log.append(...logEvents(3));

    await run();

    expect(target.offered('A')).toEqual([['event-0001', 'event-0002', 'event-0003'], ['event-0002']]);
    expect(target.firstAccepted('A').toSorted()).toEqual(idsOf(logEvents(3)));
  });

  test('is what an attempt without an answer in time is', async () => {
    const { log, run, target, noted } = await deployment();
    target.plan('A', { kind: 'hang' });
    log.append(logEvent(1));

    await run();

    expect(noted('attempt failed')).toMatchObject([{ attempt: 1, failure: { code: 'TARGET_TIMEOUT' } }]);
    expect(idsOf(target.accepted('A'))).toEqual(['event-0001']);
  });
});

describe('an attempt that leaves events without a reason', () => {
  // A target owes the reason, but an audit trail must not hang on it.
  test('is no success: they are not acknowledged', async () => {
    const { log, tick, deliverBatch, deliverDeps, streams } = await deployment();
    log.append(...logEvents(2));
    await tick();
    const attempt: typeof deliverDeps.target.attempt = async (_stream, events) => ({
      pending: events,
      undeliverable: [],
    });

    await deliverBatch({ ...deliverDeps, target: { attempt } });

    expect(streams.peek('A').acknowledged.count).toBe(0);
  });
});

describe('two failed attempts', () => {
  test('deactivate the stream with the reason of the last one', async () => {
    const { log, run, target, streams, clock } = await deployment();
    target.plan('A', { kind: 'fail' }, { kind: 'fail', failure: refused });
    log.append(...logEvents(2));

    await run();

    const at = clock.now().toISOString();
    expect(streams.peek('A')).toMatchObject({
      status: 'INACTIVE',
      deactivation: { ...refused, at, attempts: 2 },
      lastUpdated: at,
      generation: 1,
    });
  });

  test('are not followed by a third, and nothing more is sent', async () => {
    const { log, run, target, queue } = await deployment({ pageLimit: 2 });
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(...logEvents(5));

    await run();
    await run();

    expect(target.offered('A')).toHaveLength(2);
    expect(queue.waiting()).toEqual([]);
  });

  test('leave the other streams running', async () => {
    const { log, run, target, streams } = await deployment({ streamIds: ['A', 'B'] });
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(...logEvents(2));

    await run();

    expect(streams.peek('B').status).toBe('ACTIVE');
    expect(target.accepted('B')).toEqual(logEvents(2));
  });

  test('rewind both positions to the end of what was accepted without a hole', async () => {
    const { log, run, target, streams } = await deployment({ pageLimit: 5 });
    target.plan('A', { kind: 'accept only', ids: ['event-0001', 'event-0002', 'event-0004'] }, { kind: 'fail' });
    log.append(...logEvents(5));

    await run();

    const { read, acknowledged } = streams.peek('A');
    expect(acknowledged).toMatchObject({ after: 'event-0002', midPage: true, count: 2 });
    expect(read).toEqual(acknowledged);
  });

  test('with nothing accepted leave acknowledged where it was', async () => {
    const { log, run, target, streams } = await deployment({ pageLimit: 2 });
    log.append(...logEvents(2));
    await run();
    const { acknowledged } = streams.peek('A');
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(...logEvents(2, 3));

    await run();

    expect(streams.peek('A').acknowledged).toEqual(acknowledged);
  });

  test('and an activation repeat nothing that was accepted without a hole', async () => {
    const { log, run, target, activate } = await deployment({ pageLimit: 5 });
    target.plan('A', { kind: 'accept only', ids: ['event-0001', 'event-0002', 'event-0004'] }, { kind: 'fail' });
    log.append(...logEvents(5));
    await run();
    await activate('A');

    await run();

    const before = ['event-0001', 'event-0002', 'event-0004'];
    expect(idsOf(target.accepted('A'))).toEqual([...before, 'event-0003', 'event-0004', 'event-0005']);
  });

  // The alarm goes by the journal: a stream that stopped without a word there would be a gap that nobody notices.
  test('are told of, also when the answer to the write that deactivates is lost', async () => {
    const { log, tick, deliverBatch, deliverAll, deliverDeps, target, streams, clock, noted } = await deployment();
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(logEvent(1));
    await tick();
    const deactivate: typeof streams.deactivate = async (...args) => {
      await streams.deactivate(...args);
      throw new Error('DynamoDB does not answer');
    };
    await deliverBatch({ ...deliverDeps, streams: { ...streams, deactivate } });
    clock.pass(6 * MINUTE);

    await deliverAll();

    expect(streams.peek('A').status).toBe('INACTIVE');
    expect(noted('deactivated').map(({ streamId }) => streamId)).toEqual(['A']);
  });

  test('that lose the race to an admin leave the reason to the admin', async () => {
    const { log, tick, deliverBatch, deliverDeps, deactivate, target, streams, noted } = await deployment();
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(logEvent(1));
    await tick();
    const attempt: typeof target.attempt = async (...args) => {
      await deactivate('A');
      return target.attempt(...args);
    };

    await deliverBatch({ ...deliverDeps, target: { attempt } });

    expect(streams.peek('A')).toMatchObject({ deactivation: { code: 'ADMIN', attempts: 0 }, generation: 1 });
    expect(noted('message dropped')).toMatchObject([{ reason: 'lost a race' }]);
  });
});

describe('an event its target can never take', () => {
  test('is set aside whole and counted, and the stream goes on', async () => {
    const { log, run, target, undeliverable, streams } = await deployment();
    target.neverTakes('event-0002');
    log.append(...logEvents(3));

    await run();

    expect(idsOf(target.accepted('A'))).toEqual(['event-0001', 'event-0003']);
    expect(undeliverable.kept('A')).toMatchObject([{ eventId: 'event-0002', text: textOf(logEvent(2)) }]);
    expect(streams.peek('A')).toMatchObject({
      status: 'ACTIVE',
      acknowledged: { after: 'event-0003' },
      delivered: { events: 2, undeliverable: 1 },
    });
  });

  test('is not sent again by the second attempt', async () => {
    const { log, run, target } = await deployment();
    target.neverTakes('event-0001');
    target.plan('A', { kind: 'fail' });
    log.append(...logEvents(2));

    await run();

    expect(target.offered('A')).toEqual([['event-0001', 'event-0002'], ['event-0002']]);
  });

  test('alone in a message is passed without a second attempt', async () => {
    const { log, run, target, streams } = await deployment();
    target.neverTakes('event-0001');
    log.append(logEvent(1));

    await run();

    expect(target.offered('A')).toHaveLength(1);
    expect(streams.peek('A')).toMatchObject({
      acknowledged: { count: 1 },
      delivered: { events: 0, undeliverable: 1 },
    });
    expect(streams.peek('A').delivered.at).toBeUndefined();
  });

  test('is passed for good when the rest of its message fails twice', async () => {
    const { log, run, target, streams } = await deployment();
    target.neverTakes('event-0001');
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(...logEvents(2));

    await run();

    expect(streams.peek('A')).toMatchObject({ status: 'INACTIVE', acknowledged: { after: 'event-0001' } });
  });

  test('that cannot be set aside is not passed', async () => {
    const { log, tick, deliverBatch, deliverDeps, target, streams, queue } = await deployment();
    target.neverTakes('event-0001');
    log.append(...logEvents(2));
    await tick();

    await deliverBatch({ ...deliverDeps, undeliverable: brokenBucket });

    expect(streams.peek('A')).toMatchObject({ status: 'ACTIVE', acknowledged: { count: 0 } });
    expect(queue.waiting()).toHaveLength(1);
  });
});

describe('a fault of our own', () => {
  const broken = { kind: 'break', error: new Error('Secrets Manager does not answer') } as const;

  test('is not the target’s: the message comes back and the stream stays ACTIVE', async () => {
    const { log, run, target, streams, clock, deliverAll } = await deployment();
    target.plan('A', broken);
    log.append(logEvent(1));
    await run();
    const status = streams.peek('A').status;
    clock.pass(6 * MINUTE);

    await deliverAll();

    expect(status).toBe('ACTIVE');
    expect(idsOf(target.accepted('A'))).toEqual(['event-0001']);
  });

  test('that repeats itself deactivates the stream as INTERNAL before the queue gives the message up', async () => {
    const { log, run, target, streams, clock, deliverAll, deliverDeps, queue } = await deployment();
    target.plan('A', ...Array.from({ length: 20 }, () => broken));
    log.append(logEvent(1));
    await run();

    for (let times = 1; times < deliverDeps.maxReceiveCount; times += 1) {
      clock.pass(6 * MINUTE);
      await deliverAll();
    }

    expect(streams.peek('A')).toMatchObject({
      status: 'INACTIVE',
      deactivation: { code: 'INTERNAL', attempts: 0 },
      acknowledged: { count: 0 },
    });
    expect(target.offered('A')).toHaveLength(deliverDeps.maxReceiveCount - 1);
    expect(queue.deadLetters).toEqual([]);
  });
});
