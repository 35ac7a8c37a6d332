import { describe, expect, test } from '@jest/globals';
import { codeOf, describeError, LogStreamingError, RateLimitedError } from '../../lambdas/core/errors.ts';
import { unreachable } from '../../lambdas/core/unreachable.ts';
import { START } from '../support/manual-clock.ts';

describe('an error', () => {
  test('raised on purpose has its code, and any other none', () => {
    expect(codeOf(new LogStreamingError('STREAM_INVALID', 'no name'))).toBe('STREAM_INVALID');
    expect(codeOf(new TypeError('no function'))).toBe('UNEXPECTED');
    expect(codeOf('thrown text')).toBe('UNEXPECTED');
  });

  test('of the rate limit knows when reading may go on', () => {
    expect(new RateLimitedError('used up', START)).toMatchObject({ code: 'OKTA_RATE_LIMITED', retryAt: START });
  });

  test.each([
    ['an error', new Error('fetch failed'), 'fetch failed'],
    ['an error with a cause', new Error('fetch failed', { cause: new Error('no route') }), 'fetch failed: no route'],
    ['an error whose cause is no error', new Error('fetch failed', { cause: 'x' }), 'fetch failed'],
    ['anything else', 42, '42'],
  ])('is described in one line: %s', (_which, error, expected) => {
    expect(describeError(error)).toBe(expected);
  });

  test('is what a case that nobody handled becomes', () => {
    expect(() => unreachable({ kind: 'new' } as never)).toThrow('unhandled case {"kind":"new"}');
  });
});
