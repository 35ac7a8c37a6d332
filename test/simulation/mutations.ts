import type { Patch } from './mutate.ts';
import {
  ADVANCE_FIRST,
  BATCH_GOES_ON,
  DEAF_TO_INACTIVE,
  NOT_GIVEN_UP,
  NO_CHAIN,
  NO_GENERATION,
  NO_GENERATION_IN_WRITES,
  NO_RECOVERY,
  NO_REWIND_DOWN,
  NO_REWIND_UP,
  NO_SEQUENCE,
  NO_STALLED,
  ONE_DEDUPLICATION_ID,
  UNCONDITIONAL_ACKNOWLEDGE,
  UNCONDITIONAL_ADVANCE,
  patch,
} from './safeguards.ts';

/** A safeguard taken away, alone or with the one that covers for it. */
export interface Mutation {
  readonly name: string;
  readonly patches: readonly Patch[];
  /**
   * What the safeguard is for where its absence alone breaks no promise, because another one covers for it; then the
   * mutation named in `caughtWith` takes both away.
   */
  readonly coveredBy?: string;
  /** Missed by one history in hundreds only: `npm run simulate -- --mutations` waits for it, the tests do not. */
  readonly isRare?: true;
}

export const MUTATIONS: readonly Mutation[] = [
  { name: 'read advances before the page is sent', patches: ADVANCE_FIRST, coveredBy: 'the chain' },
  { name: 'read advances before the page is sent, no chain check', patches: [...ADVANCE_FIRST, NO_CHAIN] },
  { name: 'no chain check', patches: [NO_CHAIN] },
  { name: 'no generation check', patches: [NO_GENERATION] },
  { name: 'no generation check, no chain check', patches: [NO_GENERATION, NO_CHAIN] },
  { name: 'no SequenceNumber check', patches: [NO_SEQUENCE], coveredBy: 'the rewind that the chain asks for' },
  { name: 'no SequenceNumber check, no chain check', patches: [NO_SEQUENCE, NO_CHAIN] },
  { name: 'INACTIVE is not looked at', patches: [DEAF_TO_INACTIVE], coveredBy: 'the generation check' },
  { name: 'INACTIVE is not looked at, no generation check', patches: [DEAF_TO_INACTIVE, NO_GENERATION] },
  { name: 'a deduplication id of the first event alone', patches: [ONE_DEDUPLICATION_ID], coveredBy: 'the chain' },
  { name: 'a deduplication id of the first event alone, no chain check', patches: [ONE_DEDUPLICATION_ID, NO_CHAIN] },
  {
    name: 'no rewind when a stream is deactivated',
    patches: [NO_REWIND_DOWN],
    coveredBy: 'the rewind at activation',
  },
  { name: 'no rewind when a stream is activated', patches: [NO_REWIND_UP], coveredBy: 'the rewind at deactivation' },
  {
    name: 'no rewind at either',
    patches: [NO_REWIND_DOWN, NO_REWIND_UP],
    coveredBy: 'the chain, and the search for stalled backlogs',
  },
  { name: 'no rewind at either, a stalled backlog is left', patches: [NO_REWIND_DOWN, NO_REWIND_UP, NO_STALLED] },
  {
    name: 'a third attempt',
    patches: [patch('core/attempt-twice.ts', 'const MAX_ATTEMPTS = 2;', 'const MAX_ATTEMPTS = 3;')],
  },
  {
    name: 'one attempt',
    patches: [patch('core/attempt-twice.ts', 'const MAX_ATTEMPTS = 2;', 'const MAX_ATTEMPTS = 1;')],
  },
  {
    name: 'a second attempt in spite of a deactivation',
    patches: [patch('core/attempt-twice.ts', '!(await isCurrent(deps, stream))', 'false')],
  },
  {
    name: 'per-entry results are ignored',
    patches: [
      patch('targets/eventbridge.ts', 'if (EventId && !ErrorCode) return ACCEPTED;', 'if (bus) return ACCEPTED;'),
    ],
  },
  {
    name: 'the number of results is ignored',
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
    patches: [
      patch('targets/hec-outcome.ts', "if (meaning === 'accepted' && status === 200)", 'if (status === 200)'),
    ],
  },
  {
    name: 'a lost answer counts as accepted',
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
    patches: [
      patch(
        'core/deliver.ts',
        'const accepted = slice.events.slice(0, Math.max(0, firstPending));',
        'const accepted = firstPending < 0 ? [] : slice.events;',
      ),
    ],
  },
  {
    name: 'one read for different places',
    patches: [
      patch(
        'core/position.ts',
        'after !== undefined && isUnique(after) ? `after ${after}`',
        "after !== undefined ? 'one place'",
      ),
    ],
  },
  {
    name: 'one event too many is dropped in mid-page',
    patches: [
      patch('core/position.ts', 'return page.events.slice(index + 1);', 'return page.events.slice(index + 2);'),
    ],
  },
  {
    name: 'nothing is dropped in mid-page',
    patches: [
      patch('core/position.ts', 'return page.events.slice(index + 1);', 'return page.events.slice(0 * index);'),
    ],
  },
  {
    name: 'acknowledged moves wherever it stands',
    isRare: true,
    patches: [UNCONDITIONAL_ACKNOWLEDGE],
  },
  { name: 'read moves wherever it stands', patches: [UNCONDITIONAL_ADVANCE], coveredBy: 'the chain' },
  {
    name: 'no generation in conditional writes',
    patches: [NO_GENERATION_IN_WRITES],
    coveredBy: 'the positions in every write',
  },
  {
    name: 'no generation and no position in conditional writes',
    isRare: true,
    patches: [NO_GENERATION_IN_WRITES, UNCONDITIONAL_ACKNOWLEDGE, UNCONDITIONAL_ADVANCE],
  },
  { name: 'a failure in a batch holds up nothing', patches: [BATCH_GOES_ON], coveredBy: 'the chain' },
  { name: 'a failure in a batch holds up nothing, no chain check', patches: [BATCH_GOES_ON, NO_CHAIN] },
  {
    name: 'a refused cursor restarts from now',
    patches: [
      patch(
        'core/restart.ts',
        'return new Date(Math.max(stoodMs - OVERLAP_MS, now.getTime() - RETENTION_MS));',
        'return new Date(Math.max(stoodMs, now.getTime()));',
      ),
    ],
  },
  {
    name: 'a full page counts as the tail',
    patches: [
      patch(
        'core/position.ts',
        'page.isFull ? last.asOf : now.toISOString()',
        'page.isFull && false ? last.asOf : now.toISOString()',
      ),
    ],
  },
  {
    name: 'a new stream starts a minute late',
    patches: [patch('core/create-stream.ts', 'created.getTime() - CLOCK_MARGIN_MS', 'created.getTime() + 60_000')],
  },
  {
    name: 'a gap is not told',
    patches: [patch('core/poll.ts', 'await Promise.all(ready.map((stream) => noteRetention(deps, stream)));', '')],
  },
  {
    name: 'the rate limit is not kept',
    patches: [patch('okta/system-log-client.ts', 'if (!blocked) return;', 'if (blocked || !blocked) return;')],
  },
  {
    name: 'the hold in the table is not kept',
    patches: [patch('core/poll.ts', 'if (!polling.holdUntil || deps.now() >= polling.holdUntil)', 'if (deps.now())')],
  },
  { name: 'a stalled backlog is left', patches: [NO_STALLED] },
  {
    name: 'dead letters are forgotten',
    patches: [NO_RECOVERY],
    coveredBy: 'the chain, and the search for stalled backlogs',
  },
  { name: 'dead letters are forgotten, a stalled backlog is left', patches: [NO_RECOVERY, NO_STALLED] },
  {
    name: 'a message that comes back and back is not given up',
    patches: [NOT_GIVEN_UP],
    coveredBy: 'the dead letters',
  },
  {
    name: 'a message is not given up, dead letters are forgotten, a stalled backlog is left',
    patches: [NOT_GIVEN_UP, NO_RECOVERY, NO_STALLED],
  },
  {
    name: 'undeliverable events are not kept',
    patches: [
      patch(
        'core/attempt-twice.ts',
        'await Promise.all(events.map(({ event, reason }) => deps.undeliverable.setAside(stream, event, reason)));',
        '',
      ),
    ],
  },
  {
    name: 'events that fit no message are not kept',
    patches: [patch('core/send-page.ts', 'if (run.tooLarge) await setAside(deps, stream, run);', '')],
  },
  {
    name: 'names are not reserved',
    patches: [patch('aws/stream-table.ts', 'expect: { version: version === 0 ? undefined : version },', '')],
  },
  {
    name: 'a deactivation is written without its event',
    patches: [
      patch(
        'aws/stream-table.ts',
        'append: { outbox: event },\n        expect: whereAcknowledged(stream),',
        'expect: whereAcknowledged(stream),',
      ),
    ],
  },
  {
    name: 'an event leaves the outbox before it is on the bus',
    patches: [
      patch(
        'core/announce.ts',
        'await deps.bus.put(event);\n  await deps.streams.announced(stream, event);',
        'await deps.streams.announced(stream, event);\n  await deps.bus.put(event);',
      ),
    ],
  },
  {
    name: 'the token of a deleted stream is left',
    patches: [
      patch(
        'core/announce.ts',
        'await deps.tokens.remove(stream.id);\n  await deps.streams.purge',
        'await deps.streams.purge',
      ),
    ],
  },
];
