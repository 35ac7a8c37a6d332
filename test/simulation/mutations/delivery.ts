import type { Mutation } from '../mutations.ts';
import { BATCH_GOES_ON, NOT_GIVEN_UP, NO_CHAIN, NO_RECOVERY, NO_STALLED, patch } from './safeguards.ts';

/** Attempts, and what becomes of their events. */
export const DELIVERY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a third attempt',
    breaks: 'two attempts',
    // The time that is needed for two is enough for three here, or none would begin.
    patches: [
      patch('core/attempt-twice.ts', 'const MAX_ATTEMPTS = 2;', 'const MAX_ATTEMPTS = 3;'),
      patch('core/attempt-twice.ts', 'deadline, MAX_ATTEMPTS - attempt + 1', 'deadline, 1'),
    ],
  },
  {
    name: 'one attempt',
    breaks: 'two attempts',
    patches: [patch('core/attempt-twice.ts', 'const MAX_ATTEMPTS = 2;', 'const MAX_ATTEMPTS = 1;')],
  },
  {
    name: 'a second attempt in spite of a deactivation',
    breaks: 'inactive',
    patches: [patch('core/attempt-twice.ts', '!(await isCurrent(deps, stream))', 'false')],
  },
  {
    name: 'what fails is set aside',
    breaks: 'lost',
    patches: [
      patch(
        'core/attempt-twice.ts',
        'if (attempt === MAX_ATTEMPTS) return { made: attempt, undeliverable, failed: { failure, pending } };',
        `if (attempt === MAX_ATTEMPTS) {
      await setAside(deps, stream, pending.map((event) => ({ event, reason: failure.message })));
      return { made: attempt, undeliverable: [...undeliverable, ...pending] };
    }`,
      ),
    ],
  },
  {
    name: 'a message that comes again is given up',
    breaks: 'two attempts',
    patches: [patch('core/chain.ts', 'if (slice.receiveCount >= maxReceiveCount)', 'if (slice.receiveCount >= 2)')],
  },
  {
    name: 'per-entry results are ignored',
    breaks: 'lost',
    patches: [
      patch('targets/eventbridge.ts', 'if (EventId && !ErrorCode) return ACCEPTED;', 'if (bus) return ACCEPTED;'),
    ],
  },
  {
    name: 'the number of results is ignored',
    breaks: 'lost',
    patches: [
      patch(
        'targets/eventbridge.ts',
        'if (results.length !== request.length) return allPending(unaccounted(results.length, request.length, bus));',
        'if (results.length !== request.length) return request.map(() => ACCEPTED);',
      ),
    ],
  },
  {
    name: 'any 200 counts as accepted',
    breaks: 'lost',
    patches: [
      patch('targets/hec-outcome.ts', "if (meaning === 'accepted' && status === 200)", 'if (status === 200)'),
    ],
  },
  {
    name: 'a lost answer counts as accepted',
    breaks: 'lost',
    patches: [
      patch(
        'targets/hec-post.ts',
        'if (signal.aborted) {',
        "if (signal.aborted) return { kind: 'accepted' };\n    if (signal.aborted) {",
      ),
    ],
  },
  {
    name: 'acknowledged moves before the delivery',
    breaks: 'lost',
    patches: [
      patch(
        'core/deliver.ts',
        'const { messageId, pageId, events } = slice;\n  const attempts',
        'await acknowledge(deps, stream, slice, { made: 0, undeliverable: [] }, begunMs);\n  const { messageId, pageId, events } = slice;\n  const attempts',
      ),
    ],
  },
  {
    name: 'what failed is acknowledged at the deactivation',
    breaks: 'lost',
    patches: [
      patch(
        'core/deliver.ts',
        'const accepted = slice.events.slice(0, Math.max(0, firstPending));',
        'const accepted = firstPending < 0 ? [] : slice.events;',
      ),
    ],
  },
  { name: 'a failure in a batch holds up nothing', patches: [BATCH_GOES_ON], coveredBy: 'the chain' },
  {
    name: 'a failure in a batch holds up nothing, no chain check',
    breaks: 'order',
    patches: [BATCH_GOES_ON, NO_CHAIN],
  },
  {
    name: 'a message that comes back and back is not given up',
    patches: [NOT_GIVEN_UP],
    coveredBy: 'the dead letters',
  },
  {
    name: 'a message is not given up, dead letters are forgotten, a stalled backlog is left',
    breaks: 'lost',
    patches: [NOT_GIVEN_UP, NO_RECOVERY, NO_STALLED],
  },
  {
    name: 'undeliverable events are not kept',
    breaks: 'lost',
    patches: [
      patch(
        'core/attempt-twice.ts',
        'await Promise.all(events.map(({ event, reason }) => deps.undeliverable.setAside(stream, event, reason)));',
        '',
      ),
    ],
  },
];
