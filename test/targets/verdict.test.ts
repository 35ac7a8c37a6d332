import { describe, expect, test } from '@jest/globals';
import { ACCEPTED, conclude } from '../../lambdas/targets/verdict.ts';
import { logEvents } from '../support/events.ts';

const EVENTS = logEvents(3);
const failure = { code: 'TARGET_UNAVAILABLE', message: 'busy' } as const;

describe('conclude', () => {
  test('takes an event without a verdict as not tried', () => {
    expect(conclude(EVENTS, [ACCEPTED], failure)).toEqual({ pending: EVENTS.slice(1), undeliverable: [], failure });
  });

  test('fails on an event without a verdict when nothing stopped the attempt', () => {
    expect(() => conclude(EVENTS, [ACCEPTED, undefined, ACCEPTED])).toThrow('event event-0002 has no verdict');
  });

  test('has a failure exactly when something is pending', () => {
    expect(conclude(EVENTS, [ACCEPTED, ACCEPTED, ACCEPTED], failure).failure).toBeUndefined();
    expect(conclude(EVENTS, [ACCEPTED, ACCEPTED, { kind: 'pending', failure }]).failure).toBe(failure);
  });
});
