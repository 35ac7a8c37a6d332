import { describe, expect, test } from '@jest/globals';
import { ADMIN } from '../support/callers.ts';
import { deployment } from '../support/deployment.ts';
import { logEvent } from '../support/events.ts';
import { summaryOf, told } from '../support/lifecycle-events.ts';

const refused = { code: 'TARGET_REJECTED', message: 'Splunk says: the index is full' } as const;

/** A's target has failed twice, with its own words. */
async function deactivated(streamIds = ['A', 'B', 'C']) {
  const made = await deployment({ streamIds });
  made.target.plan('A', { kind: 'fail' }, { kind: 'fail', failure: refused });
  made.log.append(logEvent(1));
  await made.run();
  return made;
}

describe('a deactivation by the deliverer', () => {
  test('is nudged for by the next tick', async () => {
    const { nudges, tick } = await deactivated();
    const before = nudges();

    await tick();

    expect(nudges() - before).toBe(1);
  });

  test('is in the log, on the bus and at the target of every other stream, with the target’s answer as reason', async () => {
    const { announce, deliverAll, lifecycleLog, bus, target } = await deactivated();

    await announce();
    await deliverAll();

    const [event] = lifecycleLog.events();
    expect(event && told(event)).toMatchObject({
      eventType: 'system.log_stream.lifecycle.deactivate',
      actor: { type: 'SystemPrincipal' },
      outcome: { result: 'SUCCESS', reason: refused.message },
      debugContext: { debugData: { message: refused.message } },
      severity: 'WARN',
    });
    expect(bus.events.map(({ json }) => json)).toEqual([event?.json]);
    expect(
      ['A', 'B', 'C'].map((id) =>
        target
          .accepted(id)
          .map(({ json }) => json.toString())
          .at(-1),
      ),
    ).toEqual([undefined, event?.json, event?.json]);
  });

  test('is announced once', async () => {
    const { announce, lifecycleLog, bus, streams, nudges, tick } = await deactivated();
    await announce();
    const before = nudges();

    await announce();
    await tick();

    expect([lifecycleLog.events().length, bus.events.length, nudges() - before]).toEqual([1, 1, 0]);
    expect(streams.peek('A').outbox).toEqual([]);
  });
});

describe('an announcement', () => {
  test('does not go to streams that are INACTIVE', async () => {
    const { announce, deactivate, queue } = await deactivated(['A', 'B']);
    await deactivate('B');

    await announce();

    expect(queue.waiting()).toEqual([]);
  });

  test('keeps the order in which things happened to a stream', async () => {
    const { deactivate, activate, announce, lifecycleLog } = await deployment({ streamIds: ['A'] });
    await deactivate('A');
    await activate('A');
    await deactivate('A');

    await announce();

    expect(lifecycleLog.events().map(summaryOf)).toEqual(['deactivate A', 'activate A', 'deactivate A']);
  });

  test('that the bus refuses is made again, and sent to the others once', async () => {
    const { announce, bus, lifecycleLog, queue, clock, noted } = await deactivated(['A', 'B']);
    bus.breakDown();
    await expect(announce()).rejects.toMatchObject({ code: 'LIFECYCLE_UNFINISHED' });
    // Longer than the queue remembers what it was sent.
    clock.pass(6 * 60_000);

    bus.mend();
    await announce();

    expect([bus.events.length, lifecycleLog.events().length, queue.waiting().length]).toEqual([1, 1, 1]);
    expect(noted('announcement failed')).toMatchObject([{ streamId: 'A', message: 'the bus refuses' }]);
  });

  test('that fails for one stream does not hold up another', async () => {
    const { deactivate, announce, announceDeps, lifecycleLog } = await deployment({ streamIds: ['A', 'B'] });
    await deactivate('A');
    await deactivate('B');
    const append: typeof lifecycleLog.append = async (event, at) => {
      if (summaryOf(event).endsWith('A')) throw new Error('the table does not answer');
      return lifecycleLog.append(event, at);
    };

    await expect(announce({ ...announceDeps, log: { ...lifecycleLog, append } })).rejects.toMatchObject({
      code: 'LIFECYCLE_UNFINISHED',
    });

    expect(lifecycleLog.events().map(summaryOf)).toEqual(['deactivate B']);
  });

  test('of a gap tells from where on events may be missing', async () => {
    const { deactivate, activate, clock, announce, lifecycleLog } = await deployment({ streamIds: ['A'] });
    await deactivate('A');
    clock.pass(91 * 24 * 60 * 60_000);
    await activate('A');

    await announce();

    const last = lifecycleLog.events().at(-1);
    expect(last && told(last).outcome.reason).toContain('Okta keeps events for 90 days');
    expect(last && told(last).actor.id).toBe(ADMIN.id);
  });
});
