import { describe, expect, test } from '@jest/globals';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { DAY, START } from '../support/manual-clock.ts';

const day = (n: number) => new Date(START.getTime() + n * DAY).toISOString();

describe('activating', () => {
  test('resumes behind the last event accepted and loses nothing', async () => {
    const { log, run, target, activate } = await deployment({ pageLimit: 2 });
    log.append(logEvent(1));
    await run();
    target.plan('A', { kind: 'fail' }, { kind: 'fail' });
    log.append(...logEvents(3, 2));
    await run();
    log.append(...logEvents(3, 5));

    await activate('A');
    await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(7)));
  });

  test('makes the stream ACTIVE in a new generation', async () => {
    const { deactivate, activate, streams, clock, noted } = await deployment();
    await deactivate('A');
    clock.pass(DAY);

    await activate('A');

    expect(streams.peek('A')).toMatchObject({
      status: 'ACTIVE',
      generation: 2,
      lastUpdated: day(1),
      movedAt: day(1),
    });
    expect(noted('activated')).toEqual([{ what: 'activated', streamId: 'A', generation: 2 }]);
  });

  test('leaves an ACTIVE stream as it is', async () => {
    const { activate, streams, clock, entries } = await deployment();
    const before = streams.peek('A');
    clock.pass(DAY);

    await activate('A');

    expect(streams.peek('A')).toEqual(before);
    expect(entries).toEqual([]);
  });

  test('fails when there is no such stream', async () => {
    const { activate } = await deployment();

    await expect(activate('Z')).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
  });

  test('looks again when the stream was changed meanwhile', async () => {
    const { deactivate, streams, activate } = await deployment();
    await deactivate('A');
    const changes = [() => activate('A'), () => deactivate('A')];
    const get: typeof streams.get = async (id) => {
      const stream = await streams.get(id);
      for (const change of changes.splice(0)) await change();
      return stream;
    };

    await activate('A', { ...streams, get });

    expect(streams.peek('A')).toMatchObject({ status: 'ACTIVE', generation: 4 });
  });

  test('notes a possible gap after more days than Okta keeps events', async () => {
    const { log, run, deactivate, activate, streams, clock, noted } = await deployment();
    log.append(logEvent(1));
    await run();
    await deactivate('A');
    clock.pass(91 * DAY);

    await activate('A');

    expect(streams.peek('A').possibleGap).toMatchObject({ at: day(91), restartedFrom: day(1) });
    expect(noted('possible gap')).toMatchObject([{ streamId: 'A' }]);
  });

  test('notes no gap while Okta keeps all events', async () => {
    const { log, run, deactivate, activate, streams, clock } = await deployment();
    log.append(logEvent(1));
    await run();
    await deactivate('A');
    clock.pass(89 * DAY);

    await activate('A');

    expect(streams.peek('A').possibleGap).toBeUndefined();
  });

  // The target takes nothing for 100 days, and an admin tries in between: what counts is when an event was last
  // accepted.
  test('notes a possible gap after more days than Okta keeps events, though it was tried in vain before', async () => {
    const { log, run, activate, target, clock, noted } = await deployment();
    log.append(logEvent(1));
    await run();
    target.plan('A', ...Array.from({ length: 4 }, () => ({ kind: 'fail' }) as const));
    log.append(logEvent(2));
    await run();
    clock.pass(60 * DAY);
    log.append(logEvent(3));
    await activate('A');
    await run();
    clock.pass(40 * DAY);

    await activate('A');
    await run();

    expect(target.firstAccepted('A')).toEqual(['event-0001', 'event-0003']);
    expect(noted('possible gap').map(({ streamId }) => streamId)).toEqual(['A']);
  });
});

describe('deactivating', () => {
  test('stops the stream by an admin’s wish', async () => {
    const { deactivate, streams, clock, noted } = await deployment();
    clock.pass(DAY);

    await deactivate('A');

    const deactivation = { code: 'ADMIN', message: 'deactivated by an admin', at: day(1), attempts: 0 } as const;
    expect(streams.peek('A')).toMatchObject({ status: 'INACTIVE', deactivation, generation: 1, lastUpdated: day(1) });
    expect(noted('deactivated')).toEqual([{ what: 'deactivated', streamId: 'A', streamName: 'A', deactivation }]);
  });

  test('makes what is queued stale: the target receives nothing more', async () => {
    const { log, tick, deactivate, deliverAll, target, noted } = await deployment();
    log.append(...logEvents(2));
    await tick();

    await deactivate('A');
    await deliverAll();

    expect(target.offered('A')).toEqual([]);
    expect(noted('message dropped')).toMatchObject([{ reason: 'stream inactive' }]);
  });

  test('and activating at once repeats nothing and loses nothing', async () => {
    const { log, tick, run, deactivate, activate, target } = await deployment({ pageLimit: 2 });
    log.append(...logEvents(5));
    await tick();

    await deactivate('A');
    await activate('A');
    await run();

    expect(idsOf(target.accepted('A'))).toEqual(idsOf(logEvents(5)));
  });

  test('leaves an INACTIVE stream as it is', async () => {
    const { deactivate, streams, clock } = await deployment();
    await deactivate('A');
    const before = streams.peek('A');
    clock.pass(DAY);

    await deactivate('A');

    expect(streams.peek('A')).toEqual(before);
  });

  test('fails when there is no such stream', async () => {
    const { deactivate } = await deployment();

    await expect(deactivate('Z')).rejects.toMatchObject({ code: 'STREAM_NOT_FOUND' });
  });

  test('looks again when a delivery moved acknowledged meanwhile, and keeps what was acknowledged', async () => {
    const { log, tick, deliverAll, deactivate, streams } = await deployment();
    log.append(...logEvents(2));
    await tick();
    const get: typeof streams.get = async (id) => {
      const stream = await streams.get(id);
      await deliverAll();
      return stream;
    };

    await deactivate('A', { ...streams, get });

    expect(streams.peek('A')).toMatchObject({ status: 'INACTIVE', acknowledged: { count: 2 }, read: { count: 2 } });
  });
});
