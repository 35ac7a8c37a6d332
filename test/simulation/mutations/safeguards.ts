import type { Patch } from '../mutate.ts';

// Each appears more than once: alone, and together with the safeguard that covers for it.

export const ADVANCE_FIRST: readonly Patch[] = [
  {
    file: 'core/send-page.ts',
    find: 'const to = await sendRuns(deps, stream, { page, pageId }, runs);',
    put: `const late: (() => Promise<void>)[] = [];
    const send = async (...args: Parameters<typeof deps.queue.send>) => void late.push(() => deps.queue.send(...args));
    const to = await sendRuns({ ...deps, queue: { ...deps.queue, send } }, stream, { page, pageId }, runs);`,
  },
  {
    file: 'core/send-page.ts',
    find: 'const events = to.count - stream.read.count;',
    put: 'for (const each of late) await each();\n    const events = to.count - stream.read.count;',
  },
];

export const patch = (file: string, find: string, put: string): Patch => ({ file, find, put });

export const NO_CHAIN = patch('core/chain.ts', 'if (!isNext(stream, slice)) {', 'if (false) {');
export const NO_SEQUENCE = patch('core/chain.ts', 'if (wasAcknowledged(stream, slice))', 'if (false)');
export const NO_GENERATION = patch('core/chain.ts', 'slice.generation !== stream.generation', 'false');
export const NO_STALLED = patch('core/stalled.ts', 'if (backlogOf(stream) === 0 ||', 'if (true ||');
export const NO_RECOVERY = patch(
  'core/recover-lost-message.ts',
  "if (stream?.status !== 'ACTIVE') return;",
  'if (stream) return;',
);
export const NO_REWIND_DOWN = patch(
  'aws/stream-table.ts',
  'read: acknowledged,\n          generation: stream.generation + 1,',
  '',
);
export const NO_REWIND_UP = patch('aws/stream-table.ts', "...(!start && { copy: { read: 'acknowledged' } }),", '');
export const UNCONDITIONAL_ACKNOWLEDGE = patch(
  'aws/stream-table.ts',
  "'acknowledged.cursor': acknowledged.cursor,\n  'acknowledged.after': acknowledged.after,",
  '',
);
export const UNCONDITIONAL_ADVANCE = patch(
  'aws/stream-table.ts',
  "'read.cursor': read.cursor,\n  'read.after': read.after,",
  '',
);
export const NO_GENERATION_IN_WRITES = patch(
  'aws/stream-table.ts',
  'expect: { generation: stream.generation, ...expect }',
  'expect: { ...expect }',
);

export const DEAF_TO_INACTIVE = patch(
  'core/chain.ts',
  "if (stream.status === 'INACTIVE') return",
  'if (false) return',
);
export const ONE_DEDUPLICATION_ID = patch(
  'aws/sqs-event-queue.ts',
  'events[0]?.id, events.at(-1)?.id, events.length]',
  'events[0]?.id]',
);
export const BATCH_GOES_ON = patch('runtime/deliver-batch.ts', 'return group.slice(index);', 'continue;');

export const NOT_GIVEN_UP = patch('core/chain.ts', 'if (slice.receiveCount >= maxReceiveCount)', 'if (false)');
