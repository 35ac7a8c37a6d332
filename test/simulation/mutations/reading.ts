import type { Mutation } from '../mutations.ts';
import { ADVANCE_FIRST, NO_CHAIN, UNCONDITIONAL_ADVANCE, patch } from './safeguards.ts';

/** What the poller reads, and from where. */
export const READING_MUTATIONS: readonly Mutation[] = [
  { name: 'read advances before the page is sent', patches: ADVANCE_FIRST, coveredBy: 'the chain' },
  {
    name: 'read advances before the page is sent, no chain check',
    breaks: 'repeated',
    patches: [...ADVANCE_FIRST, NO_CHAIN],
  },
  {
    name: 'one read for different places',
    breaks: 'lost',
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
    breaks: 'order',
    patches: [
      patch('core/position.ts', 'return page.events.slice(index + 1);', 'return page.events.slice(index + 2);'),
    ],
  },
  {
    name: 'nothing is dropped in mid-page',
    breaks: 'repeated',
    patches: [
      patch('core/position.ts', 'return page.events.slice(index + 1);', 'return page.events.slice(0 * index);'),
    ],
  },
  { name: 'read moves wherever it stands', patches: [UNCONDITIONAL_ADVANCE], coveredBy: 'the chain' },
  {
    name: 'a refused cursor restarts from now',
    breaks: 'lost',
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
    breaks: 'lost',
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
    breaks: 'order',
    patches: [patch('core/create-stream.ts', 'created.getTime() - CLOCK_MARGIN_MS', 'created.getTime() + 60_000')],
  },
  {
    name: 'a gap is not told',
    breaks: 'lost',
    patches: [patch('core/poll.ts', 'await Promise.all(ready.map((stream) => noteRetention(deps, stream)));', '')],
  },
  {
    name: 'the rate limit is not kept',
    breaks: 'rate limit',
    patches: [patch('okta/system-log-client.ts', 'if (!blocked) return;', 'if (blocked || !blocked) return;')],
  },
  {
    name: 'the hold in the table is not kept',
    breaks: 'rate limit',
    patches: [patch('core/poll.ts', 'if (!polling.holdUntil || deps.now() >= polling.holdUntil)', 'if (deps.now())')],
  },
  {
    name: 'events that fit no message are not kept',
    breaks: 'lost',
    patches: [patch('core/send-page.ts', 'if (run.tooLarge) await setAside(deps, stream, run);', '')],
  },
];
