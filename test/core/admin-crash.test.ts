import { describe, expect, test } from '@jest/globals';
import type { AdminDeps } from '../../lambdas/core/admin.ts';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { deleteStream } from '../../lambdas/core/delete-stream.ts';
import { activate, deactivate } from '../../lambdas/core/lifecycle.ts';
import { replaceStream } from '../../lambdas/core/replace-stream.ts';
import { brokenAdminPromises, cleanUp } from '../support/admin-promises.ts';
import { ADMIN } from '../support/callers.ts';
import { type CrashPoint, type Guard, MOMENTS, type Process, processKilledAt } from '../support/crash.ts';
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

/** How far a life is looked at: what a step left behind may be gone when the stream is. */
const ENDS = ['created', 'replaced', 'deleted'] as const;
type End = (typeof ENDS)[number];

/** One life of a Splunk stream, every step of it a request or an invocation of its own. */
async function live(end: End, point?: CrashPoint) {
  const made = await deployment({ streamIds: ['A'] });
  const { calls, invoke } = processKilledAt(point);
  const attempt = (body: (guard: Guard) => Promise<unknown>) =>
    invoke(async (guard) => {
      try {
        await body(guard);
      } catch {
        // Struck, or a step whose stream does not exist, or whose name is held, because of that: refused as it should
        // be.
      }
    });
  const step = (body: (deps: AdminDeps) => Promise<unknown>) => attempt((guard) => body(admin(made, guard)));
  const announceNow = () => attempt((guard) => announcing(made, guard));
  await step((deps) => createStream(deps, splunkRequest(), ADMIN));
  const id = (await made.streams.load()).streams.find(({ name }) => name === 'Splunk')?.id ?? 'nobody';
  await announceNow();
  if (end === 'created') return { made, calls };
  await step((deps) => replaceStream(deps, id, splunkRequest({ name: 'Renamed', token: OTHER_TOKEN }), ADMIN));
  if (end === 'replaced') return { made, calls };
  await step((deps) => deactivate(deps, id, ADMIN));
  await step((deps) => activate(deps, id, ADMIN));
  await step((deps) => deactivate(deps, id, ADMIN));
  await announceNow();
  await step((deps) => deleteStream(deps, id, ADMIN));
  await announceNow();
  return { made, calls };
}

/** The uuids of what the queue has for a stream, of whom nothing was changed and to whom nothing was delivered. */
const toldTo = ({ queue }: Deployment, streamId: string) =>
  new Set(
    queue.waiting().flatMap((each) => ('lifecycle' in each && each.streamId === streamId ? [each.lifecycle.id] : [])),
  );

const { calls: allCalls } = await live('deleted');
const lives = await Promise.all(ENDS.map(async (end) => ({ end, calls: (await live(end)).calls })));
const points = lives.flatMap(({ end, calls }) =>
  calls.flatMap((call, index) => MOMENTS.map((moment) => ({ end, call, point: { call: index + 1, moment } }))),
);

test('a life that nothing strikes leaves nothing behind', async () => {
  const { made } = await live('deleted');

  expect(await brokenAdminPromises(made)).toEqual([]);
  expect((await made.streams.load()).streams.map(({ id }) => id)).toEqual(['A']);
  expect(made.lifecycleLog.events()).toHaveLength(6);
});

describe.each(points)(
  'struck ($point.moment) at call $point.call, $call, of a life until $end',
  ({ end, call, point }) => {
    test('leaves nothing half-created, no orphan token, and nothing untold', async () => {
      const { made, calls } = await live(end, point);

      await cleanUp(made);

      expect(calls[point.call - 1]).toBe(call);
      expect(await brokenAdminPromises(made)).toEqual([]);
      expect(toldTo(made, 'A')).toEqual(new Set(made.lifecycleLog.events().map(({ uuid }) => uuid)));
    });
  },
);

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
