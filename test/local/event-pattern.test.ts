import { describe, expect, test } from '@jest/globals';
import { eventPattern } from '../../local/event-pattern.ts';

const EVENT = {
  version: '0',
  source: 'okta.com/acme/lifecycle',
  'detail-type': 'SystemLog',
  resources: ['a', 'b'],
  detail: {
    eventType: 'system.log_stream.lifecycle.create',
    severity: 3,
    isNew: true,
    client: null,
    actor: { id: '00u1', tags: ['x', 'y'] },
  },
};

describe('an event pattern', () => {
  test.each<[pattern: object, matches: boolean]>([
    [{ 'detail-type': ['SystemLog'] }, true],
    [{ 'detail-type': ['Other', 'SystemLog'] }, true],
    [{ 'detail-type': ['Other'] }, false],
    [{ 'detail-type': ['systemlog'] }, false],
    [{ 'detail-type': [] }, false],
    [{ 'detail-type': ['SystemLog'], source: ['okta.com/acme/lifecycle'] }, true],
    [{ 'detail-type': ['SystemLog'], source: ['okta.com/other'] }, false],
    [{ source: [{ prefix: 'okta.com/' }] }, true],
    [{ source: [{ prefix: '' }] }, true],
    [{ source: [{ prefix: 'aws.' }] }, false],
    [{ source: ['aws.s3', { prefix: 'okta.com/' }] }, true],
    [{ resources: ['b'] }, true],
    [{ resources: ['c'] }, false],
    [{ absent: ['a'] }, false],
    [{ absent: [{ prefix: '' }] }, false],
    [{ detail: { severity: [3] } }, true],
    [{ detail: { severity: ['3'] } }, false],
    [{ detail: { isNew: [true] } }, true],
    [{ detail: { client: [null] } }, true],
    [{ detail: { absent: [null] } }, false],
    [{ detail: { severity: [{ prefix: '3' }] } }, false],
    [{ detail: { eventType: [{ prefix: 'system.log_stream.' }] } }, true],
    [{ detail: { actor: { id: ['00u1'], tags: ['y'] } } }, true],
    [{ detail: { actor: { id: ['00u2'], tags: ['y'] } } }, false],
    [{ detail: { eventType: { id: ['a'] } } }, false],
  ])('%j: %s', (pattern, matches) => {
    expect(eventPattern('rule', pattern)(EVENT)).toBe(matches);
  });

  test.each<[what: string, pattern: unknown, message: string]>([
    ['another comparison', { source: [{ suffix: '/x' }] }, 'rule X: source: the embedded run matches exact values'],
    ['a negation', { detail: { a: [{ 'anything-but': 'b' }] } }, 'rule X: detail: a: the embedded run matches exact'],
    ['a prefix that ignores case', { source: [{ prefix: { 'equals-ignore-case': 'a' } }] }, 'matches exact values'],
    ['a prefix and more', { source: [{ prefix: 'a', suffix: 'b' }] }, 'matches exact values'],
    ['an alternative of fields', { $or: [{ source: ['a'] }] }, 'rule X: $or: the embedded run matches exact values'],
    ['a bare value', { source: 'a' }, 'rule X: source: a pattern lists values; got "a"'],
    ['no field', {}, 'rule X: an event pattern is an object with fields; got {}'],
    ['no field of a detail', { detail: {} }, 'rule X: detail: an event pattern is an object with fields; got {}'],
    ['no pattern', undefined, 'rule X: an event pattern is an object with fields; got undefined'],
  ])('fails by name on %s', (_what, pattern, message) => {
    expect(() => eventPattern('rule X', pattern)).toThrow(message);
  });
});
