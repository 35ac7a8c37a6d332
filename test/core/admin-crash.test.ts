import { describe, expect, test } from '@jest/globals';
import type { AdminDeps } from '../../lambdas/core/admin.ts';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { deleteStream } from '../../lambdas/core/delete-stream.ts';
import { activate, deactivate } from '../../lambdas/core/lifecycle.ts';
import { replaceStream } from '../../lambdas/core/replace-stream.ts';
import { brokenAdminPromises, cleanUp } from '../support/admin-promises.ts';
import { ADMIN } from '../support/callers.ts';
import { type CrashPoint, type Guard, type Process, processKilledAt } from '../support/crash.ts';
import { type Deployment, deployment } from '../support/deployment.ts';
import { OTHER_TOKEN, splunkRequest } from '../support/stream-requests.ts';

const guardedStreams = ({ streams }: Deployment, guard: Guard) =>
  guard(
    'streams',
    streams,
    ...(['load', 'get', 'reservations', 'reserve', 'create', 'replace', 'remove'] as const),
    ...(['activate', 'deactivate', 'announced', 'purge'] as const),
  );

/** The last thing before the answer: a process killed there has done all it had to. */
const guardedNudge = ({ adminDeps }: Deployment, guard: Guard) => guard('queue', { nudge: adminDeps.nudge }, 'nudge');

const admin = (made: Deployment, guard: Guard): AdminDeps => ({
  ...made.adminDeps,
  streams: guardedStreams(made, guard),
  tokens: guard('tokens', made.tokens, 'put'),
  ...guardedNudge(made, guard),
});

const announcing = (made: Deployment, guard: Guard) =>
  made.announce({
    ...made.announceDeps,
    streams: guardedStreams(made, guard),
    queue: guard('queue', made.queue, 'sendLifecycle'),
    log: guard('log', made.lifecycleLog, 'has', 'append'),
    bus: guard('bus', made.bus, 'put'),
    tokens: guard('tokens', made.tokens, 'remove'),
  });

/** One life of a Splunk stream, every step of it a request or an invocation of its own. */
async function live(point?: CrashPoint) {
  const made = await deployment({ streamIds: ['A'] });
  const { calls, invoke } = processKilledAt(point);
  const step = (body: (deps: AdminDeps) => Promise<unknown>) =>
    invoke(async (guard) => {
      try {
        await body(admin(made, guard));
      } catch {
        // A step whose stream does not exist, or whose name is held, because of the kill: refused, as it should be.
      }
    });
  await step((deps) => createStream(deps, splunkRequest(), ADMIN));
  const id = (await made.streams.load()).streams.find(({ name }) => name === 'Splunk')?.id ?? 'nobody';
  await invoke((guard) => announcing(made, guard));
  await step((deps) => replaceStream(deps, id, splunkRequest({ name: 'Renamed', token: OTHER_TOKEN }), ADMIN));
  await step((deps) => deactivate(deps, id, ADMIN));
  await step((deps) => activate(deps, id, ADMIN));
  await step((deps) => deactivate(deps, id, ADMIN));
  await invoke((guard) => announcing(made, guard));
  await step((deps) => deleteStream(deps, id, ADMIN));
  await invoke((guard) => announcing(made, guard));
  return { made, calls };
}

const { calls: allCalls } = await live();
const points = allCalls.flatMap((call, index) =>
  (['before', 'after'] as const).map((moment) => ({ call, point: { call: index + 1, moment } })),
);

test('a life without a kill leaves nothing behind', async () => {
  const { made } = await live();

  expect(await brokenAdminPromises(made)).toEqual([]);
  expect((await made.streams.load()).streams.map(({ id }) => id)).toEqual(['A']);
  expect(made.lifecycleLog.events()).toHaveLength(6);
});

describe.each(points)('killed $point.moment call $point.call, $call', ({ call, point }) => {
  test('leaves nothing half-created, no orphan token, and nothing untold', async () => {
    const { made, calls } = await live(point);

    await cleanUp(made);

    expect(calls[point.call - 1]).toBe(call);
    expect(await brokenAdminPromises(made)).toEqual([]);
  });
});

test('the life goes through every call of an admin and of an announcement', () => {
  expect([...new Set(allCalls)].toSorted()).toEqual([
    'bus.put',
    'log.append',
    'log.has',
    'queue.nudge',
    'queue.sendLifecycle',
    'streams.activate',
    'streams.announced',
    'streams.create',
    'streams.deactivate',
    'streams.get',
    'streams.load',
    'streams.purge',
    'streams.remove',
    'streams.replace',
    'streams.reservations',
    'streams.reserve',
    'tokens.put',
    'tokens.remove',
  ]);
});

test('a process is what an admin’s request runs in, and it is killed once', async () => {
  const { invoke }: Process = processKilledAt({ call: 1, moment: 'before' });
  const made = await deployment();

  expect(await invoke((guard) => deactivate(admin(made, guard), 'A', ADMIN))).toBe(false);
  expect(made.streams.peek('A').status).toBe('ACTIVE');
});
