import { describe, expect, test } from '@jest/globals';
import { LogStreamingError } from '../../lambdas/core/errors.ts';
import { poll } from '../../lambdas/core/poll.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { SECOND } from '../support/manual-clock.ts';

describe('one tick', () => {
  test('queues every event persisted since the stream was created, in order', async () => {
    const { log, tick, queue } = await deployment();
    log.append(...logEvents(2));

    await tick();

    expect(queue.slices().map(({ events }) => idsOf(events))).toEqual([['event-0001', 'event-0002']]);
  });

  test('reads on behind a full page until a page is short', async () => {
    const { log, tick, queue } = await deployment({ pageLimit: 3 });
    log.append(...logEvents(7));

    await tick();

    expect(idsOf(queue.slices().flatMap(({ events }) => events))).toEqual(idsOf(logEvents(7)));
    expect(log.requests()).toBe(3);
  });

  test('makes no empty request after a short page', async () => {
    const { log, tick } = await deployment({ pageLimit: 3 });
    log.append(...logEvents(2));

    await tick();

    expect(log.requests()).toBe(1);
  });

  test('writes nothing and queues nothing when there is nothing new', async () => {
    const { log, run, tick, streams, clock, queue } = await deployment();
    log.append(...logEvents(2));
    await run();
    const before = streams.peek('A');
    clock.pass(10 * SECOND);

    await tick();

    expect(streams.peek('A')).toEqual(before);
    expect(queue.slices()).toEqual([]);
  });

  test('finds what was persisted behind the short page it read before', async () => {
    const { log, tick, queue } = await deployment();
    log.append(...logEvents(2));
    await tick();
    log.append(logEvent(3));

    await tick();

    expect(queue.slices().map(({ events }) => idsOf(events))).toEqual([['event-0001', 'event-0002'], ['event-0003']]);
  });

  test('chains messages: each starts where the one before it ends', async () => {
    const { log, tick, queue, streams } = await deployment({ pageLimit: 3, maxPackedBytes: 300 });
    log.append(...logEvents(5));

    await tick();

    const messages = queue.slices();
    expect(messages.length).toBeGreaterThan(2);
    expect(messages.slice(1).map(({ from }) => from)).toEqual(messages.slice(0, -1).map(({ to }) => to));
    expect(messages.at(-1)?.to).toEqual(streams.peek('A').read);
  });

  test('counts the events between the start and the read position', async () => {
    const { log, tick, streams } = await deployment({ pageLimit: 3 });
    log.append(...logEvents(7));

    await tick();

    expect(streams.peek('A').read).toMatchObject({ count: 7, after: 'event-0007', midPage: false });
  });

  test('moves the cursor past a full page that holds nothing new', async () => {
    const { log, run, tick, streams } = await deployment({ pageLimit: 3 });
    log.append(...logEvents(3));
    await run();
    log.refuse(({ length }) => length > 0);
    await tick();
    log.refuse(() => false);

    await tick();

    expect(streams.peek('A').read).toMatchObject({
      cursor: 'index=3',
      after: 'event-0003',
      midPage: false,
      count: 3,
    });
  });

  test('gives INACTIVE streams nothing', async () => {
    const { log, tick, deactivate, queue } = await deployment({ streamIds: ['A', 'B'] });
    log.append(...logEvents(2));
    await deactivate('A');

    await tick();

    expect(queue.slices().map(({ streamId }) => streamId)).toEqual(['B']);
  });

  test('asks Okta for nothing when no stream is ACTIVE', async () => {
    const { log, tick, deactivate } = await deployment();
    await deactivate('A');

    await tick();

    expect(log.requests()).toBe(0);
  });

  test('begins no read at or after the deadline', async () => {
    const { log, pollDeps, clock, queue } = await deployment({ pageLimit: 3 });
    log.append(...logEvents(9));
    const deadline = new Date(clock.now().getTime() + 10 * SECOND);
    log.beforeAnswer(() => clock.pass(5 * SECOND));

    await poll(pollDeps, deadline);

    expect(idsOf(queue.slices().flatMap(({ events }) => events))).toEqual(idsOf(logEvents(6)));
  });
});

describe('trouble', () => {
  test('in queueing for one stream leaves the others unaffected, and is made good at the next tick', async () => {
    const { log, pollDeps, tick, queue, noted } = await deployment({ streamIds: ['A', 'B'] });
    log.append(...logEvents(2));
    const send: typeof queue.send = async (slice, ...rest) => {
      if (slice.streamId === 'A') throw new Error('the queue does not answer');
      return queue.send(slice, ...rest);
    };

    await tick({ ...pollDeps, queue: { ...queue, send } });
    const whileBroken = queue.slices().map(({ streamId }) => streamId);
    await tick();

    expect(whileBroken).toEqual(['B']);
    expect(queue.slices().map(({ streamId }) => streamId)).toEqual(['B', 'A']);
    expect(noted('queueing failed')).toEqual([
      { what: 'queueing failed', streamId: 'A', message: 'the queue does not answer' },
    ]);
  });

  test('in reading one place leaves the other places unaffected', async () => {
    const { log, tick, run, createStream, pollDeps, queue, noted } = await deployment();
    log.append(logEvent(1));
    await run();
    await createStream('B');
    log.append(logEvent(2));
    const fetchPage: typeof log.fetchPage = async (cursor) => {
      if (cursor.startsWith('index')) throw new LogStreamingError('OKTA_UNAVAILABLE', 'Okta answered 503');
      return log.fetchPage(cursor);
    };

    await tick({ ...pollDeps, systemLog: { ...log, fetchPage } });

    expect(queue.slices().map(({ streamId }) => streamId)).toEqual(['B']);
    expect(noted('read failed')).toEqual([
      { what: 'read failed', code: 'OKTA_UNAVAILABLE', message: 'Okta answered 503', streamIds: ['A'] },
    ]);
  });

  test('that nobody foresaw ends the tick with its own error', async () => {
    const { tick, log } = await deployment();
    log.beforeAnswer(() => {
      throw new TypeError('not a function');
    });

    await expect(tick()).rejects.toThrow('not a function');
  });

  test('with another poller costs a read and loses nothing', async () => {
    const { log, tick, run, queue, noted, target, streams, pollDeps } = await deployment();
    log.append(...logEvents(2));
    const loseRace: typeof streams.advance = async (stream, to, at) => {
      await streams.advance(stream, to, at);
      return streams.advance(stream, to, at);
    };

    await tick({ ...pollDeps, streams: { ...streams, advance: loseRace } });
    await run();

    expect(noted('read lost a race')).toEqual([{ what: 'read lost a race', streamId: 'A' }]);
    expect(queue.slices()).toEqual([]);
    expect(target.firstAccepted('A')).toEqual(idsOf(logEvents(2)));
  });
});
