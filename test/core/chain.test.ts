import { describe, expect, test } from '@jest/globals';
import { judge } from '../../lambdas/core/chain.ts';
import type { QueuedSlice } from '../../lambdas/core/slice.ts';
import { behind, cursor, logStream } from '../support/log-streams.ts';

const stream = logStream({ generation: 4, acknowledged: behind('e1'), acknowledgedSequence: '18446744073709551616' });

const slice = (more: Partial<QueuedSlice> = {}): QueuedSlice => ({
  streamId: stream.id,
  generation: 4,
  from: behind('e1'),
  to: behind('e2'),
  page: cursor('p'),
  events: [],
  messageId: 'm1',
  sequenceNumber: '18446744073709551617',
  receiveCount: 1,
  ...more,
});

describe('a message', () => {
  test('that starts where acknowledged stands is delivered', () => {
    expect(judge(stream, slice(), 5)).toEqual({ kind: 'deliver', stream });
  });

  test('that starts there by another cursor is delivered', () => {
    expect(judge(stream, slice({ from: behind('e1', { cursor: cursor('c'), midPage: true }) }), 5).kind).toBe(
      'deliver',
    );
  });

  test.each([
    ['of a deleted stream', undefined, slice(), 'stream deleted'],
    ['of an INACTIVE stream', { ...stream, status: 'INACTIVE' } as const, slice(), 'stream inactive'],
    ['of an older generation', stream, slice({ generation: 3 }), 'stale generation'],
    [
      'acknowledged last',
      stream,
      slice({ from: behind('e0'), sequenceNumber: '18446744073709551616' }),
      'already acknowledged',
    ],
    [
      'acknowledged before',
      stream,
      slice({ from: behind('e0'), sequenceNumber: '9999999999' }),
      'already acknowledged',
    ],
    [
      'of an older generation and handed out too often',
      stream,
      slice({ generation: 3, receiveCount: 9 }),
      'stale generation',
    ],
  ])('%s is dropped', (_which, of, message, reason) => {
    expect(judge(of, message, 5)).toEqual({ kind: 'drop', reason });
  });

  test('that starts anywhere else rewinds the stream', () => {
    expect(judge(stream, slice({ from: behind('e3') }), 5)).toEqual({
      kind: 'rewind',
      stream,
      reason: 'message m1 starts at e3, acknowledged stands at e1',
    });
  });

  test('that starts at the start of a stream which has moved on rewinds it', () => {
    const { kind } = judge(stream, slice({ from: { cursor: cursor('c'), midPage: false, count: 0 } }), 5);

    expect(kind).toBe('rewind');
  });

  test('that was handed out as often as allowed is exhausted', () => {
    expect([4, 5, 6].map((receiveCount) => judge(stream, slice({ receiveCount }), 5).kind)).toEqual([
      'deliver',
      'exhausted',
      'exhausted',
    ]);
  });

  // A queue that was replaced, or restored in another account, need not count on from where the old one stopped.
  test('that starts where acknowledged stands is delivered though its queue counts from anew', () => {
    expect(judge(stream, slice({ sequenceNumber: '1' }), 5).kind).toBe('deliver');
  });
});
