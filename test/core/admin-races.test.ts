import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createStream } from '../../lambdas/core/create-stream.ts';
import { deleteStream } from '../../lambdas/core/delete-stream.ts';
import { codeOf } from '../../lambdas/core/errors.ts';
import { activate, deactivate } from '../../lambdas/core/lifecycle.ts';
import { replaceStream } from '../../lambdas/core/replace-stream.ts';
import { brokenAdminPromises, cleanUp } from '../support/admin-promises.ts';
import { ADMIN } from '../support/callers.ts';
import { type Deployment, deployment } from '../support/deployment.ts';
import { logEvents } from '../support/events.ts';
import { brokenPromises, comeToRest, unfinished } from '../support/guarantee.ts';
import { interleaved } from '../support/interleaved.ts';
import { MINUTE } from '../support/manual-clock.ts';
import { busRequest, OTHER_TOKEN, splunkRequest } from '../support/stream-requests.ts';

const RUNS = { numRuns: 150 };

/** `ok`, or the code that it was refused with. */
const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => 'ok', codeOf);

/** Plays what goes on side by side in an order of the scheduler's choosing, and answers how each part ended. */
async function race(
  scheduler: fc.Scheduler,
  made: Deployment,
  parts: (ports: ReturnType<typeof interleaved>) => readonly Promise<unknown>[],
): Promise<string[]> {
  const outcomes = Promise.all(parts(interleaved(made, scheduler)).map(outcome));
  await scheduler.waitFor(outcomes);
  return outcomes;
}

const holds = (prepare: (scheduler: fc.Scheduler) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(fc.scheduler(), prepare), RUNS);

describe('two admins at once', () => {
  test.each([
    ['one name', splunkRequest(), splunkRequest()],
    ['one event source name', busRequest({ name: 'one' }), busRequest({ name: 'other' })],
  ])('who want %s make exactly one stream, and the other is refused', async (_what, mine, theirs) => {
    await holds(async (scheduler) => {
      const made = await deployment({ streamIds: [] });

      const outcomes = await race(scheduler, made, ({ adminDeps }) => [
        createStream(adminDeps, mine, ADMIN),
        createStream(adminDeps, theirs, ADMIN),
      ]);
      await cleanUp(made);

      expect(outcomes.toSorted()).toEqual(['STREAM_INVALID', 'ok']);
      expect((await made.streams.load()).streams).toHaveLength(1);
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });

  test('who create the last stream that may be make exactly one', async () => {
    await holds(async (scheduler) => {
      const made = await deployment({ streamIds: ['A'], maxLogStreams: 2 });

      const outcomes = await race(scheduler, made, ({ adminDeps }) => [
        createStream(adminDeps, splunkRequest(), ADMIN),
        createStream(adminDeps, busRequest(), ADMIN),
      ]);
      await cleanUp(made);

      expect(outcomes.toSorted()).toEqual(['STREAM_LIMIT', 'ok']);
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });

  test('who create and rename to one name end with one stream of that name', async () => {
    await holds(async (scheduler) => {
      const made = await deployment({ streamIds: ['A'] });

      const outcomes = await race(scheduler, made, ({ adminDeps }) => [
        createStream(adminDeps, splunkRequest({ name: 'wanted' }), ADMIN),
        replaceStream(adminDeps, 'A', busRequest({ name: 'wanted', eventSourceName: 'A' }), ADMIN),
      ]);
      await cleanUp(made);

      expect(outcomes.filter((each) => each === 'ok')).toHaveLength(1);
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });

  test('who replace one stream leave host and token of the same request', async () => {
    await holds(async (scheduler) => {
      const made = await deployment({ streamIds: [] });
      const { id } = await createStream(made.adminDeps, splunkRequest(), ADMIN);
      const hostOf = (host: string) =>
        ({ type: 'splunk_cloud_logstreaming', settings: { edition: 'aws', host } }) as const;
      const mine = splunkRequest({ target: hostOf('mine.splunkcloud.com'), token: OTHER_TOKEN });
      const theirs = splunkRequest({ target: hostOf('theirs.splunkcloud.com') });

      await race(scheduler, made, ({ adminDeps }) => [
        replaceStream(adminDeps, id, mine, ADMIN),
        replaceStream(adminDeps, id, theirs, ADMIN),
      ]);

      const { settings } = made.streams.peek(id);
      const token = made.tokens.all.get(id);
      expect([mine, theirs].map((each) => [each.target.settings, each.token])).toContainEqual([settings, token]);
    });
  });

  test('of whom one replaces and one deactivates both have their way', async () => {
    await holds(async (scheduler) => {
      const made = await deployment({ streamIds: ['A'] });

      const outcomes = await race(scheduler, made, ({ adminDeps }) => [
        replaceStream(adminDeps, 'A', busRequest({ name: 'renamed', eventSourceName: 'A' }), ADMIN),
        deactivate(adminDeps, 'A', ADMIN),
      ]);
      await cleanUp(made);

      expect(outcomes).toEqual(['ok', 'ok']);
      expect(made.streams.peek('A')).toMatchObject({ name: 'renamed', status: 'INACTIVE' });
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });

  test('of whom one activates and one deletes end with the stream ACTIVE or gone', async () => {
    await holds(async (scheduler) => {
      const made = await deployment({ streamIds: ['A'] });
      await made.deactivate('A');

      const outcomes = await race(scheduler, made, ({ adminDeps }) => [
        activate(adminDeps, 'A', ADMIN),
        deleteStream(adminDeps, 'A', ADMIN),
      ]);
      await cleanUp(made);

      const left = (await made.streams.load()).streams.map(({ status }) => status);
      expect([outcomes, left]).toEqual(
        left.length > 0 ? [['ok', 'STREAM_ACTIVE'], ['ACTIVE']] : [[expect.stringMatching(/ok|NOT_FOUND/), 'ok'], []],
      );
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });
});

describe('an admin and a delivery at once', () => {
  const queued = async () => {
    const made = await deployment({ streamIds: ['A'], pageLimit: 2 });
    made.log.append(...logEvents(3));
    await made.tick();
    return made;
  };

  test('who activates while a delivery fails loses no event and leaves no stream stuck', async () => {
    await holds(async (scheduler) => {
      const made = await queued();
      made.target.plan('A', { kind: 'fail' }, { kind: 'fail' });

      await race(scheduler, made, ({ adminDeps, deliverDeps }) => [
        made.deliverBatch(deliverDeps),
        deactivate(adminDeps, 'A', ADMIN).then(() => activate(adminDeps, 'A', ADMIN)),
      ]);
      const broken = await brokenPromises(made);
      await comeToRest(made, 12 * MINUTE);
      await made.announce();

      expect([...broken, ...(await unfinished(made))]).toEqual([]);
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });

  test('who deletes during a delivery ends with nothing of the stream', async () => {
    await holds(async (scheduler) => {
      const made = await queued();

      const outcomes = await race(scheduler, made, ({ adminDeps, deliverDeps }) => [
        made.deliverBatch(deliverDeps),
        deactivate(adminDeps, 'A', ADMIN).then(() => deleteStream(adminDeps, 'A', ADMIN)),
      ]);
      await cleanUp(made);
      await made.settle(12 * MINUTE);

      expect(outcomes).toEqual(['ok', 'ok']);
      expect(await made.streams.load()).toMatchObject({ streams: [], deleted: [] });
      expect(made.queue.waiting()).toEqual([]);
      expect(await brokenAdminPromises(made)).toEqual([]);
    });
  });
});
