import { describe, expect, test } from '@jest/globals';
import { isNetworkError, networkReason } from '../../lambdas/http/network-error.ts';

const withCode = (error: Error, code: string) => Object.assign(error, { code });

describe('networkReason', () => {
  test.each<[string, unknown, string]>([
    ['the error itself', new Error('socket hang up'), 'socket hang up'],
    ['the cause that fetch hides', new TypeError('fetch failed', { cause: new Error('bad TLS') }), 'bad TLS'],
    [
      'a code that the message leaves out',
      withCode(new Error('other side closed'), 'UND_ERR'),
      'UND_ERR: other side closed',
    ],
    ['a code that the message has', withCode(new Error('read ECONNRESET'), 'ECONNRESET'), 'read ECONNRESET'],
    ['a code without a message', withCode(new AggregateError([]), 'ECONNREFUSED'), 'ECONNREFUSED'],
    ['what is no error', 'gone', 'gone'],
  ])('is %s', (_what, error, reason) => {
    expect(networkReason(error)).toBe(reason);
  });
});

describe('isNetworkError', () => {
  test.each<[boolean, unknown]>([
    [true, withCode(new Error('read ECONNRESET'), 'ECONNRESET')],
    [true, { name: 'Error', message: 'from another realm', code: 'EPIPE' }],
    [false, withCode(new TypeError('must be a string'), 'ERR_INVALID_ARG_TYPE')],
    [false, new Error('no code')],
    [false, undefined],
  ])('is %s for %p', (is, error) => {
    expect(isNetworkError(error)).toBe(is);
  });
});
