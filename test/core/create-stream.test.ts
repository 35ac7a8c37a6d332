import { describe, expect, test } from '@jest/globals';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { ADMIN } from '../support/callers.ts';
import { deployment } from '../support/deployment.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { summaryOf, told } from '../support/lifecycle-events.ts';
import { MINUTE, SECOND, START } from '../support/manual-clock.ts';
import { busRequest, splunkRequest, TOKEN } from '../support/stream-requests.ts';

describe('creating a stream', () => {
  test('makes it ACTIVE, with its token in the store and nowhere in the stream', async () => {
    const { adminDeps, streams, tokens } = await deployment({ streamIds: [] });

    const { id } = await createStream(adminDeps, splunkRequest(), ADMIN);

    expect(streams.peek(id)).toMatchObject({ name: 'Splunk', status: 'ACTIVE', generation: 0 });
    expect(Object.fromEntries(tokens.all)).toEqual({ [id]: TOKEN });
    expect(JSON.stringify(await streams.load())).not.toContain(TOKEN);
  });

  test('delivers every event from its creation on', async () => {
    const { adminDeps, log, run, target, clock } = await deployment({ streamIds: [] });
    log.append(logEvent(1));
    clock.pass(MINUTE);
    const { id } = await createStream(adminDeps, busRequest(), ADMIN);
    log.append(...logEvents(2, 2));

    await run();

    expect(idsOf(target.accepted(id))).toEqual(['event-0002', 'event-0003']);
  });

  // This clock may be ahead of Okta's.
  test('reads what Okta persisted in the seconds before as well', async () => {
    const { adminDeps, log, run, target, clock } = await deployment({ streamIds: [] });
    log.append(logEvent(1));
    clock.pass(9 * SECOND);

    const { id } = await createStream(adminDeps, busRequest(), ADMIN);
    await run();

    expect(idsOf(target.accepted(id))).toEqual(['event-0001']);
  });

  test('tells who created it, and lets it be announced', async () => {
    const { adminDeps, streams, nudges } = await deployment({ streamIds: [] });

    const { id } = await createStream(adminDeps, busRequest(), ADMIN);

    const [event] = streams.peek(id).outbox ?? [];
    expect(event && told(event)).toMatchObject({
      eventType: 'system.log_stream.lifecycle.create',
      actor: { id: ADMIN.id, type: 'User', alternateId: ADMIN.alternateId, displayName: 'ada' },
      client: { ipAddress: '192.0.2.7', userAgent: { rawUserAgent: 'curl/8.0' } },
      target: [{ id, displayName: 'Bus' }],
      outcome: { result: 'SUCCESS' },
    });
    expect(nudges()).toBe(1);
  });

  test('succeeds although nobody can be nudged: the next tick announces it', async () => {
    const { adminDeps, streams, tick, nudges, noted } = await deployment({ streamIds: [] });
    const nudge = () => Promise.reject(new Error('the queue does not answer'));

    const { id } = await createStream({ ...adminDeps, nudge }, busRequest(), ADMIN);
    await tick();

    expect(streams.peek(id).status).toBe('ACTIVE');
    expect(noted('announcement failed')).toHaveLength(1);
    expect(nudges()).toBe(1);
  });

  test('leaves nothing reserved', async () => {
    const { adminDeps, streams } = await deployment({ streamIds: [] });

    await createStream(adminDeps, busRequest(), ADMIN);

    expect((await streams.reservations()).held).toEqual([]);
  });

  test('takes for its own a stream that is stored although the answer was lost', async () => {
    const { adminDeps, streams } = await deployment({ streamIds: [] });
    const create: typeof streams.create = async (stream) => {
      await streams.create(stream);
      return streams.create(stream);
    };

    const { id } = await createStream({ ...adminDeps, streams: { ...streams, create } }, busRequest(), ADMIN);

    expect(streams.peek(id).name).toBe('Bus');
  });
});

describe('a stream is refused', () => {
  test('with a name that another has', async () => {
    const { adminDeps } = await deployment({ streamIds: ['A'] });

    const creating = createStream(adminDeps, splunkRequest({ name: 'A' }), ADMIN);

    await expect(creating).rejects.toMatchObject({
      code: 'STREAM_INVALID',
      problems: ['name must be unique among the log streams; "A" is taken'],
    });
  });

  test('with an event source name that another has, in whatever account', async () => {
    const { adminDeps } = await deployment({ streamIds: ['A'] });

    await expect(createStream(adminDeps, busRequest({ eventSourceName: 'A' }), ADMIN)).rejects.toMatchObject({
      code: 'STREAM_INVALID',
      problems: ['settings.eventSourceName must be unique among the log streams; "A" is taken'],
    });
  });

  test('when there are as many as may be', async () => {
    const { adminDeps } = await deployment({ streamIds: ['A', 'B'], maxLogStreams: 2 });

    await expect(createStream(adminDeps, busRequest(), ADMIN)).rejects.toMatchObject({ code: 'STREAM_LIMIT' });
  });

  test('in an account that the deployment does not deliver to', async () => {
    const { adminDeps } = await deployment({ streamIds: [] });
    const elsewhere = { ...adminDeps, eventBridgeAccounts: ['210987654321'] };

    await expect(createStream(elsewhere, busRequest(), ADMIN)).rejects.toMatchObject({
      code: 'EVENT_SOURCE_REFUSED',
      message: 'account 123456789012 is not one of those that this deployment delivers to: 210987654321',
    });
  });

  test('to a bus that does not exist', async () => {
    const { adminDeps } = await deployment({ streamIds: [] });
    const busProblem = async () => 'event bus okta-log-events does not exist';

    await expect(createStream({ ...adminDeps, busProblem }, busRequest(), ADMIN)).rejects.toMatchObject({
      code: 'EVENT_SOURCE_REFUSED',
      message: 'event bus okta-log-events does not exist',
    });
  });

  test('and nothing of it stays', async () => {
    const { adminDeps, streams, tokens } = await deployment({ streamIds: ['A'] });
    await createStream(adminDeps, splunkRequest({ name: 'A' }), ADMIN).catch(() => undefined);

    expect((await streams.load()).streams.map(({ id }) => id)).toEqual(['A']);
    expect([...tokens.all]).toEqual([]);
  });
});

describe('a creation that fails half-way', () => {
  const unanswered = () => Promise.reject(new Error('does not answer'));

  test('at its token leaves the name free at once, and no token in the end', async () => {
    const { adminDeps, streams, tokens, announce } = await deployment({ streamIds: [] });
    // The store took it, but its answer was lost.
    const put: typeof tokens.put = async (id, token) => {
      await tokens.put(id, token);
      return unanswered();
    };
    await expect(createStream({ ...adminDeps, tokens: { put } }, splunkRequest(), ADMIN)).rejects.toThrow(
      'does not answer',
    );

    const { id } = await createStream(adminDeps, splunkRequest(), ADMIN);
    await announce();

    expect([...tokens.all.keys()]).toEqual([id]);
    expect((await streams.reservations()).held).toEqual([]);
  });

  test('at its stream keeps the name for six minutes, and no token in the end', async () => {
    const { adminDeps, streams, tokens, announce, clock } = await deployment({ streamIds: [] });
    const broken = { ...adminDeps, streams: { ...streams, create: unanswered } };
    await expect(createStream(broken, splunkRequest(), ADMIN)).rejects.toThrow('does not answer');

    await expect(createStream(adminDeps, splunkRequest(), ADMIN)).rejects.toMatchObject({ code: 'STREAM_INVALID' });
    clock.pass(6 * MINUTE);
    await announce();

    expect([...tokens.all]).toEqual([]);
    await expect(createStream(adminDeps, splunkRequest(), ADMIN)).resolves.toMatchObject({ name: 'Splunk' });
  });

  test('by taking longer than its reservation holds makes no stream', async () => {
    const { adminDeps, streams, tokens, clock } = await deployment({ streamIds: [] });
    const put: typeof tokens.put = async (id, token) => {
      clock.pass(MINUTE + SECOND);
      return tokens.put(id, token);
    };

    const creating = createStream({ ...adminDeps, tokens: { put } }, splunkRequest(), ADMIN);

    await expect(creating).rejects.toMatchObject({ code: 'OUT_OF_TIME' });
    expect((await streams.load()).streams).toEqual([]);
  });

  test('is cleaned up by the poller’s next tick after six minutes', async () => {
    const { adminDeps, streams, tick, nudges, clock } = await deployment({ streamIds: [] });
    await streams.reserve({ version: 0, held: [] }, [{ streamId: '0oa1', name: 'x', at: START.toISOString() }]);

    await tick();
    const before = nudges();
    clock.pass(6 * MINUTE);
    await tick();

    expect([before, nudges()]).toEqual([0, 1]);
    expect(adminDeps.now().getTime()).toBe(START.getTime() + 6 * MINUTE);
  });
});

test('a stream that was created is announced as the first thing that happened to it', async () => {
  const { adminDeps, announce, lifecycleLog } = await deployment({ streamIds: [] });
  const { id } = await createStream(adminDeps, busRequest(), ADMIN);

  await announce();

  expect(lifecycleLog.events().map(summaryOf)).toEqual([`create ${id}`]);
});
