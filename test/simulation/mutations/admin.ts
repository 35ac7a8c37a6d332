import type { Mutation } from '../mutations.ts';
import { patch } from './safeguards.ts';

/** What is told and kept of a stream, and left behind by it. */
export const ADMIN_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the token stands in the stream',
    breaks: 'secret',
    patches: [
      patch(
        'core/create-stream.ts',
        'const stream = { ...fresh, outbox: [event] };',
        'const stream = { ...fresh, token, outbox: [event] };',
      ),
    ],
  },
  {
    name: 'names are not reserved',
    breaks: 'stuck',
    patches: [patch('aws/stream-table.ts', 'expect: { version: version === 0 ? undefined : version },', '')],
  },
  {
    name: 'a deactivation is written without its event',
    breaks: 'lifecycle',
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
    breaks: 'lifecycle',
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
    breaks: 'stuck',
    patches: [
      patch(
        'core/announce.ts',
        'await deps.tokens.remove(stream.id);\n  await deps.streams.purge',
        'await deps.streams.purge',
      ),
    ],
  },
];
