import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Deployment, deployment } from '../support/deployment.ts';
import { logEvent } from '../support/events.ts';
import { type CrashPoint, processKilledAt } from '../support/crash.ts';
import { brokenPromises, comeToRest, unfinished } from '../support/guarantee.ts';
import { MINUTE, SECOND } from '../support/manual-clock.ts';
import type { Answer } from '../support/memory-target.ts';
import { interleaved } from '../support/interleaved.ts';
import { killableFunctions } from '../support/killable-functions.ts';

type Action =
  | { readonly kind: 'append'; readonly events: number }
  | { readonly kind: 'poll' | 'deliver' | 'create' | 'refuse cursors' | 'lose a message' }
  /** A poll or a delivery that is killed, if it gets that far. */
  | { readonly kind: 'kill'; readonly which: 'tick' | 'deliver'; readonly point: CrashPoint }
  /** Two polls and a delivery at once, while the log grows with every so many reads. */
  | { readonly kind: 'overlap'; readonly growsEvery: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'activate' | 'deactivate'; readonly stream: number }
  | { readonly kind: 'plan'; readonly stream: number; readonly answers: readonly Answer[] };

const anAnswer = fc.constantFrom<Answer>(
  { kind: 'accept' },
  { kind: 'fail' },
  { kind: 'fail' },
  { kind: 'lose the answer' },
  { kind: 'break', error: new Error('our own fault') },
);

const aStream = fc.nat({ max: 4 });

const anAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('append' as const), events: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 5, arbitrary: fc.constantFrom<Action>({ kind: 'poll' }, { kind: 'deliver' }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('overlap' as const), growsEvery: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Action>({ kind: 'create' }, { kind: 'refuse cursors' }, { kind: 'lose a message' }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(SECOND, 6 * MINUTE, 61 * MINUTE).map((ms) => ({ kind: 'pass' as const, ms })),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('activate', 'deactivate'), stream: aStream }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('kill' as const),
      which: fc.constantFrom('tick', 'deliver'),
      point: fc.record({ call: fc.integer({ min: 1, max: 12 }), moment: fc.constantFrom('before', 'after') }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('plan' as const),
      stream: aStream,
      answers: fc.array(anAnswer, { minLength: 1, maxLength: 3 }),
    }),
  },
);

const someLimits = fc.record({
  pageLimit: fc.integer({ min: 1, max: 4 }),
  backlogLimitEvents: fc.integer({ min: 3, max: 20 }),
});

/** Does one thing after another, as an org, its admins and AWS may. */
async function live(made: Deployment, actions: readonly Action[], scheduler: fc.Scheduler): Promise<string[]> {
  const broken: string[] = [];
  const streamIds = ['A'];
  let events = 0;
  const append = () => {
    events += 1;
    const isOdd = events % 7 === 0;
    if (isOdd) made.target.neverTakes(logEvent(events).id);
    const more = events % 11 === 0 ? { debugContext: 'x'.repeat(2_000) } : {};
    made.log.append(logEvent(events, { published: made.clock.now().toISOString(), more }));
  };
  const named = (stream: number) => streamIds[stream % streamIds.length] ?? 'A';

  const act = async (action: Action): Promise<unknown> => {
    switch (action.kind) {
      case 'append':
        return Array.from({ length: action.events }, append);
      case 'poll':
        return made.tick();
      case 'deliver':
        return made.deliverBatch();
      case 'overlap': {
        let reads = 0;
        made.log.beforeAnswer(() => {
          reads += 1;
          if (reads % action.growsEvery === 0 && reads < 30) append();
        });
        const { pollDeps, deliverDeps } = interleaved(made, scheduler);
        const all = Promise.all([made.tick(pollDeps), made.tick(pollDeps), made.deliverBatch(deliverDeps)]);
        return scheduler.waitFor(all).finally(() => made.log.beforeAnswer(() => {}));
      }
      case 'create':
        streamIds.push(`S${streamIds.length}`);
        return made.createStream(streamIds.at(-1) ?? '');
      case 'refuse cursors':
        made.log.refuse((cursor) => cursor.startsWith('index'));
        return made.tick().finally(() => made.log.refuse(() => false));
      case 'lose a message':
        return made.queue
          .waiting()
          .slice(0, 1)
          .forEach((message) => made.queue.forget(message));
      case 'kill':
        return killableFunctions(made, processKilledAt(action.point))[action.which]();
      case 'pass':
        return made.clock.pass(action.ms);
      case 'activate':
        return made.activate(named(action.stream));
      case 'deactivate':
        return made.deactivate(named(action.stream));
      case 'plan':
        return made.target.plan(named(action.stream), ...action.answers);
      default:
        throw new Error('unknown action');
    }
  };

  for (const action of actions) {
    await act(action);
    broken.push(...(await brokenPromises(made)));
  }
  append();
  return broken;
}

test('no stream ever skips an event or gets one out of order, however streams share reads', async () => {
  const property = fc.asyncProperty(
    someLimits,
    fc.array(anAction, { minLength: 5, maxLength: 40, size: 'max' }),
    fc.scheduler(),
    async (limits, actions, scheduler) => {
      const made = await deployment({ ...limits, maxPackedBytes: 900 });

      const broken = await live(made, actions, scheduler);
      await comeToRest(made, 70 * MINUTE);

      expect([...broken, ...(await unfinished(made))]).toEqual([]);
      const before = made.log.requests();
      await made.tick();
      expect(made.log.requests() - before).toBe(1);
    },
  );

  await fc.assert(property, { seed: 20260301, numRuns: 300 });
}, 60_000);
