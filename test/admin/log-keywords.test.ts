import { describe, expect, test } from '@jest/globals';
import { logKeywords } from '../../lambdas/admin/log-keywords.ts';
import { refusalOf } from '../support/refusal.ts';

const EVENT = {
  displayMessage: 'Log stream deactivated',
  outcome: { reason: 'The bus “events” is missing, says EventBridge (404).' },
  target: [{ displayName: 'Zürich audit' }, { alternateId: 'aws_eventbridge' }],
  transaction: { id: 'XOxBw-2JIRnCFd0gG0GjHAAABjY' },
  securityContext: { asNumber: 64_496, isProxy: null },
};

describe('keywords', () => {
  test.each([
    'deactivated',
    'DEACTIVATED',
    'stream log',
    'zürich',
    'ZÜRICH',
    'missing',
    'missing,',
    'events',
    '404',
    'aws_eventbridge',
    'XOxBw-2JIRnCFd0gG0GjHAAABjY',
    'xoxbw',
    '2JIRnCFd0gG0GjHAAABjY',
    'log\t audit  404',
    ' ',
    Array(10).fill('log').join(' '),
  ])('%j are found', (q) => {
    expect(logKeywords(q)(EVENT)).toBe(true);
  });

  test.each([
    'deactivate',
    'streams',
    'log nothing',
    'displayMessage',
    'bridge',
    'zurich',
    '64496',
    'null',
    '-',
    'x',
  ])('%j are not found', (q) => {
    expect(logKeywords(q)(EVENT)).toBe(false);
  });

  test.each([
    ['eleven of them', Array(11).fill('log').join(' ')],
    ['one of 41 characters', `log ${'x'.repeat(41)}`],
  ])('are refused if there are %s', async (_what, q) => {
    expect(await refusalOf(() => logKeywords(q))).toMatchObject({ status: 400, errorCode: 'E0000001' });
  });

  test('may have 40 characters', () => {
    expect(logKeywords('x'.repeat(40))({ uuid: 'x'.repeat(40) })).toBe(true);
  });

  test('are looked for in a long row of punctuation without hesitation', () => {
    expect(logKeywords('x')({ userAgent: `${'!'.repeat(100_000)}x${'!'.repeat(100_000)}` })).toBe(true);
  });
});
