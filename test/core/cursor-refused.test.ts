import { describe, expect, test } from '@jest/globals';
import { restartPoint } from '../../lambdas/core/restart.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { behind, logStream } from '../support/log-streams.ts';
import { DAY, HOUR, MINUTE, SECOND, START } from '../support/manual-clock.ts';

const afterStart = (ms: number) => new Date(START.getTime() + ms);

const readAt = (movedAt: Date, asOf?: Date) =>
  logStream({ read: behind('event-0001', { asOf: asOf?.toISOString() }), movedAt: movedAt.toISOString() });

describe('a cursor that Okta refuses', () => {
  test('makes reading begin again ten minutes before the last event read', async () => {
    const { log, run, clock, tick, streams } = await deployment();
    clock.pass(30 * MINUTE);
    log.append(logEvent(1, { published: afterStart(30 * MINUTE).toISOString() }));
    await run();
    log.refuse((cursor) => cursor.startsWith('index'));

    await tick();

    expect(streams.peek('A').read).toMatchObject({
      cursor: log.start(afterStart(20 * MINUTE)),
      after: 'event-0001',
      midPage: true,
      count: 1,
    });
  });

  test('costs no event, and only what was read in the last ten minutes is repeated', async () => {
    const { log, run, clock, target } = await deployment({ pageLimit: 2 });
    for (let n = 1; n <= 7; n += 1) {
      log.append(logEvent(n, { published: clock.now().toISOString() }));
      await run();
      clock.pass(3 * MINUTE);
    }
    log.append(...logEvents(2, 8));
    log.refuse(() => true);
    await run();
    log.refuse(() => false);

    await run();

    expect(idsOf(target.accepted('A'))).toEqual([...idsOf(logEvents(7)), ...idsOf(logEvents(6, 4))]);
  });

  test('costs no event when the queue takes what is read again for what it was sent a moment ago', async () => {
    const { log, run, clock, target } = await deployment({ pageLimit: 2 });
    log.append(...logEvents(5).map(({ id }) => logEvent(0, { id })));
    clock.pass(SECOND);
    await run();
    log.append(...logEvents(2, 6));
    log.refuse(() => true);
    await run();
    log.refuse(() => false);

    for (let ticks = 0; ticks < 4; ticks += 1) await run();

    expect(target.firstAccepted('A')).toEqual(idsOf(logEvents(7)));
  });

  test('is noted on the stream and in the journal as a possible gap', async () => {
    const { log, run, clock, tick, streams, noted } = await deployment();
    clock.pass(30 * MINUTE);
    log.append(logEvent(1, { published: clock.now().toISOString() }));
    await run();
    log.refuse((cursor) => cursor.startsWith('index'));

    await tick();

    const gap = {
      at: afterStart(30 * MINUTE).toISOString(),
      restartedFrom: afterStart(20 * MINUTE).toISOString(),
      reason: 'Okta does not know "index=1"',
    };
    expect(streams.peek('A').possibleGap).toEqual(gap);
    expect(noted('possible gap')).toEqual([{ what: 'possible gap', streamId: 'A', streamName: 'A', gap }]);
  });

  test('is noted once when the restart point is refused too', async () => {
    const { log, run, clock, tick, noted, streams } = await deployment();
    log.append(logEvent(1));
    clock.pass(SECOND);
    await run();
    log.refuse(() => true);
    await tick();
    const before = streams.peek('A');

    for (let ticks = 0; ticks < 5; ticks += 1) {
      clock.pass(10 * SECOND);
      await tick();
    }

    expect(noted('possible gap')).toHaveLength(1);
    expect(streams.peek('A')).toEqual(before);
  });

  test('makes reading begin again also in the middle of the first page behind a restart point', async () => {
    const { log, clock, tick, streams } = await deployment({ streamIds: [] });
    const asOf = afterStart(30 * MINUTE).toISOString();
    const read = behind('event-0001', { cursor: log.start(START), midPage: true, asOf });
    const possibleGap = { at: asOf, restartedFrom: START.toISOString(), reason: 'Okta did not know it' };
    await streams.create(logStream({ id: 'A', read, acknowledged: read, possibleGap }));
    log.refuse((cursor) => cursor === log.start(START));
    clock.pass(HOUR);

    await tick();

    expect(streams.peek('A').read.cursor).toBe(log.start(afterStart(20 * MINUTE)));
  });

  test('does not touch a stream at the same place whose own cursor was not refused', async () => {
    const { log, tick, run, streams, target } = await deployment({ streamIds: [] });
    const bad = behind('event-0001', { cursor: log.start(new Date(0)) });
    const good = behind('event-0001', { cursor: log.start(START), midPage: true });
    await streams.create(logStream({ id: 'A', read: bad, acknowledged: bad }));
    await streams.create(logStream({ id: 'B', read: good, acknowledged: good }));
    log.append(...logEvents(2));
    log.refuse((cursor) => cursor === bad.cursor);

    await tick();
    const possibleGaps = ['A', 'B'].map((id) => streams.peek(id).possibleGap !== undefined);
    await run();

    expect(possibleGaps).toEqual([true, false]);
    expect(['A', 'B'].map((id) => target.firstAccepted(id))).toEqual([['event-0002'], ['event-0002']]);
  });

  test('does not stop the other places', async () => {
    const { log, tick, run, createStream, clock, queue } = await deployment();
    log.append(logEvent(1));
    await run();
    clock.pass(SECOND);
    await createStream('B');
    log.append(logEvent(2));
    log.refuse((cursor) => cursor.startsWith('index'));

    await tick();

    expect(queue.waiting().map(({ streamId }) => streamId)).toEqual(['B']);
  });

  // Real orgs have events whose `published` is impossible; two minutes of refusals must not skip two minutes of events.
  test('does not move a restart point on while Okta keeps refusing, whatever the last event says', async () => {
    const { log, run, clock, tick, streams } = await deployment();
    log.append(logEvent(1, { published: '2099-01-01T00:00:00.000Z' }));
    await run();
    log.refuse(() => true);
    await tick();
    const { read } = streams.peek('A');
    clock.pass(20 * MINUTE);

    await tick();

    expect(streams.peek('A').read).toEqual(read);
  });

  // Okta refuses a `since` more than 180 days old, for example of a stream activated for the first time after that.
  test('of a stream that never saw an event does not keep it from its first one', async () => {
    const { log, run, clock, target, tick } = await deployment();
    clock.pass(200 * DAY);
    log.refuse((cursor) => cursor === log.start(START));
    await tick();
    log.append(...logEvents(2));

    for (let ticks = 0; ticks < 5; ticks += 1) await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(2)));
  });
});

describe('what Okta kept too short for a stream to read', () => {
  // Okta leaves out what is older than 90 days without a word, so nobody else can tell.
  test('is noted as a possible gap when polling resumes after a long interruption', async () => {
    const { log, run, clock, noted, target } = await deployment();
    log.append(logEvent(1));
    await run();
    log.append(logEvent(2));
    log.limitUntil(afterStart(95 * DAY));
    await run();
    clock.pass(95 * DAY);
    log.append(logEvent(3));

    await run();

    expect(target.firstAccepted('A')).toEqual(['event-0001', 'event-0003']);
    expect(noted('possible gap').map(({ streamId }) => streamId)).toEqual(['A']);
  });

  // Each of two quiet streams is told of the other's gap, and is moved by that without having read anything.
  test('is noted once at a place, also while lifecycle events are delivered there', async () => {
    const { run, clock, noted, announce } = await deployment({ streamIds: ['A', 'B'] });
    clock.pass(95 * DAY);

    for (let ticks = 0; ticks < 4; ticks += 1) {
      await run();
      await announce();
      clock.pass(MINUTE);
    }

    expect(noted('lifecycle event delivered').length).toBeGreaterThan(0);
    expect(noted('possible gap').map(({ streamId }) => streamId)).toEqual(['A', 'B']);
  });
});

describe('what Okta kept too short is told, and told once,', () => {
  const gaps = async (ticks: number, { run, clock, noted }: Awaited<ReturnType<typeof deployment>>) => {
    for (let tick = 0; tick < ticks; tick += 1) {
      await run();
      clock.pass(MINUTE);
    }
    return noted('possible gap').map(({ gap: { reason } }) => reason);
  };

  test('when Okta refuses the old cursor besides', async () => {
    const made = await deployment();
    made.clock.pass(95 * DAY);
    made.log.refuse((cursor) => cursor === made.log.start(START));

    expect(await gaps(4, made)).toEqual([
      expect.stringContaining('Okta keeps events for 90 days'),
      expect.stringContaining('Okta does not know'),
    ]);
  });

  test('when Okta refuses each fresh start too, which moves with the retention', async () => {
    const made = await deployment();
    made.clock.pass(95 * DAY);
    made.log.refuse(() => true);

    expect(await gaps(10, made)).toEqual([
      expect.stringContaining('Okta keeps events for 90 days'),
      expect.stringContaining('Okta does not know'),
    ]);
  });

  test('and not of a stream that an admin has started anew since', async () => {
    const made = await deployment();
    made.clock.pass(95 * DAY);
    await made.deactivate('A');
    await made.activate('A', made.streams, 'now');

    expect(await gaps(3, made)).toEqual([expect.stringContaining('activated to start from')]);
  });

  test('of what came after an admin had started it anew', async () => {
    const made = await deployment();
    made.clock.pass(MINUTE);
    await made.deactivate('A');
    await made.activate('A', made.streams, 'now');
    made.clock.pass(95 * DAY);

    expect(await gaps(3, made)).toEqual([
      expect.stringContaining('activated to start from'),
      expect.stringContaining('Okta keeps events for 90 days'),
    ]);
  });

  test('of what came after a start that an admin chose to take back', async () => {
    const made = await deployment();
    made.clock.pass(2 * MINUTE);
    await made.deactivate('A');
    await made.activate('A', made.streams, 'now');
    await made.deactivate('A');
    await made.activate('A', made.streams, afterStart(MINUTE));
    made.clock.pass(95 * DAY);

    expect(await gaps(3, made)).toEqual([
      expect.stringContaining('activated to start from'),
      expect.stringContaining('Okta keeps events for 90 days'),
    ]);
  });

  test('again after a day, when nothing was read and a day more was kept too short', async () => {
    const made = await deployment();
    made.clock.pass(95 * DAY);
    const told = (reasons: readonly string[]) => reasons.filter((reason) => reason.includes('keeps events')).length;
    const first = told(await gaps(3, made));
    made.clock.pass(DAY - HOUR);
    const sameDay = told(await gaps(3, made));
    made.clock.pass(HOUR);

    expect([first, sameDay, told(await gaps(3, made))]).toEqual([1, 1, 2]);
  });

  test('again where more was kept too short since', async () => {
    const made = await deployment();
    made.clock.pass(95 * DAY);
    await made.run();
    made.log.append(logEvent(1, { published: made.clock.now().toISOString() }));
    await made.run();
    made.clock.pass(95 * DAY);

    expect(await gaps(3, made)).toHaveLength(2);
  });
});

describe('the restart point', () => {
  const now = afterStart(100 * DAY);

  test.each([
    ['ten minutes before the last event read', afterStart(99 * DAY), now, afterStart(99 * DAY - 10 * MINUTE)],
    ['no earlier than the 90 days that Okta keeps', afterStart(DAY), now, afterStart(10 * DAY)],
  ])('is %s', (_where, published, at, expected) => {
    expect(restartPoint(readAt(at, published), at)).toEqual(expected);
  });

  test('is before the creation of a stream that has read no event with a time', () => {
    expect(restartPoint(readAt(afterStart(MINUTE)), afterStart(MINUTE))).toEqual(afterStart(-10 * MINUTE));
  });
});
