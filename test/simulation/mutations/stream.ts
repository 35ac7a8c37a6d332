import type { Mutation } from '../mutations.ts';
import {
  DEAF_TO_INACTIVE,
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

/** The chain, the generation, rewinds, and the conditions of writes. */
export const STREAM_MUTATIONS: readonly Mutation[] = [
  { name: 'no chain check', breaks: 'repeated', patches: [NO_CHAIN] },
  { name: 'no generation check', breaks: 'repeated', patches: [NO_GENERATION] },
  { name: 'no generation check, no chain check', breaks: 'repeated', patches: [NO_GENERATION, NO_CHAIN] },
  { name: 'no SequenceNumber check', patches: [NO_SEQUENCE], coveredBy: 'the rewind that the chain asks for' },
  { name: 'no SequenceNumber check, no chain check', breaks: 'repeated', patches: [NO_SEQUENCE, NO_CHAIN] },
  { name: 'INACTIVE is not looked at', patches: [DEAF_TO_INACTIVE], coveredBy: 'the generation check' },
  {
    name: 'INACTIVE is not looked at, no generation check',
    breaks: 'inactive',
    patches: [DEAF_TO_INACTIVE, NO_GENERATION],
  },
  { name: 'a deduplication id of the first event alone', patches: [ONE_DEDUPLICATION_ID], coveredBy: 'the chain' },
  {
    name: 'a deduplication id of the first event alone, no chain check',
    breaks: 'repeated',
    patches: [ONE_DEDUPLICATION_ID, NO_CHAIN],
  },
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
  {
    name: 'no rewind at either, a stalled backlog is left',
    breaks: 'lost',
    patches: [NO_REWIND_DOWN, NO_REWIND_UP, NO_STALLED],
  },
  {
    name: 'reads of the table are not consistent',
    breaks: 'lost',
    patches: [
      patch('aws/stream-table.ts', 'Key: { pk, sk }, ConsistentRead: true', 'Key: { pk, sk }'),
      patch('aws/stream-table.ts', '      ConsistentRead: true,\n', ''),
    ],
  },
  {
    name: 'acknowledged moves wherever it stands',
    breaks: 'repeated',
    isRare: true,
    patches: [UNCONDITIONAL_ACKNOWLEDGE],
  },
  {
    name: 'no generation in conditional writes',
    patches: [NO_GENERATION_IN_WRITES],
    coveredBy: 'the positions in every write',
  },
  {
    name: 'no generation and no position in conditional writes',
    breaks: 'repeated',
    isRare: true,
    patches: [NO_GENERATION_IN_WRITES, UNCONDITIONAL_ACKNOWLEDGE, UNCONDITIONAL_ADVANCE],
  },
  { name: 'a stalled backlog is left', breaks: 'lost', patches: [NO_STALLED] },
  {
    name: 'dead letters are forgotten',
    patches: [NO_RECOVERY],
    coveredBy: 'the chain, and the search for stalled backlogs',
  },
  {
    name: 'dead letters are forgotten, a stalled backlog is left',
    breaks: 'lost',
    patches: [NO_RECOVERY, NO_STALLED],
  },
];
