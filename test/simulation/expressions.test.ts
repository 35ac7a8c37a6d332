import { describe, expect, test } from '@jest/globals';
import { condition, type Item, type Operands, update } from './expressions.ts';

const against = (item: Item | undefined, values: Operands['values'] = {}): Operands => ({
  item,
  names: { '#status': 'status', '#read': 'read', '#cursor': 'cursor', '#outbox': 'outbox', '#uuid': 'uuid' },
  values,
});

const ITEM: Item = {
  status: 'ACTIVE',
  revision: 2,
  read: { cursor: 'c', after: 'a' },
  outbox: [{ uuid: 'one' }, { uuid: 'two' }],
  none: [],
  sk: 'b',
};

describe('a condition', () => {
  test.each([
    ['#status = :a', { ':a': 'ACTIVE' }, true],
    ['#status = :a', { ':a': 'INACTIVE' }, false],
    ['revision = :a', { ':a': 2 }, true],
    ['revision = :a', { ':a': '2' }, false],
    ['#read = :a', { ':a': { cursor: 'c', after: 'a' } }, true],
    ['#read.#cursor = :a', { ':a': 'c' }, true],
    ['#read.#cursor = :a', { ':a': 'other' }, false],
    ['missing = :a', { ':a': 'undefined' }, false],
    ['missing = missing', {}, false],
    ['#read.missing.deeper = :a', { ':a': 'c' }, false],
    ['#outbox[0].#uuid = :a', { ':a': 'one' }, true],
    ['#outbox[1].#uuid = :a', { ':a': 'one' }, false],
    ['#outbox[2].#uuid = :a', { ':a': 'one' }, false],
    ['sk < :a', { ':a': 'c' }, true],
    ['sk < :a', { ':a': 'b' }, false],
    ['missing < :a', { ':a': 'z' }, false],
    ['sk BETWEEN :a AND :b', { ':a': 'b', ':b': 'b' }, true],
    ['sk BETWEEN :a AND :b', { ':a': 'c', ':b': 'd' }, false],
    ['sk BETWEEN :a AND :b', { ':a': 'a', ':b': 'a' }, false],
    ['size(none) = :a', { ':a': 0 }, true],
    ['size(#outbox) = :a', { ':a': 0 }, false],
    ['attribute_exists(#status)', {}, true],
    ['attribute_exists(missing)', {}, false],
    ['attribute_not_exists(#read.missing)', {}, true],
    ['attribute_not_exists(#read.#cursor)', {}, false],
    ['#status = :a AND sk = :b', { ':a': 'ACTIVE', ':b': 'b' }, true],
    ['#status = :a AND sk = :b', { ':a': 'ACTIVE', ':b': 'c' }, false],
    ['#status = :a OR sk = :b', { ':a': 'INACTIVE', ':b': 'b' }, true],
    ['#status = :a OR sk = :b', { ':a': 'ACTIVE', ':b': 'c' }, true],
    ['#status = :a OR sk = :b', { ':a': 'INACTIVE', ':b': 'c' }, false],
    ['missing = :a OR sk = :b AND #status = :c', { ':a': 1, ':b': 'b', ':c': 'ACTIVE' }, true],
    ['missing = :a OR sk = :b AND #status = :c', { ':a': 1, ':b': 'b', ':c': 'INACTIVE' }, false],
    ['sk = :b AND missing = :a OR #status = :c', { ':a': 1, ':b': 'b', ':c': 'ACTIVE' }, true],
    ['sk BETWEEN :a AND :b AND #status = :c', { ':a': 'a', ':b': 'c', ':c': 'INACTIVE' }, false],
  ] as const)('%s with %j is %s', (expression, values, holds) => {
    expect(condition(expression)(against(ITEM, values))).toBe(holds);
  });

  test('of an item that is not there knows only that', () => {
    expect(condition('attribute_not_exists(pk)')(against(undefined))).toBe(true);
    expect(condition('attribute_exists(pk)')(against(undefined))).toBe(false);
    expect(condition('sk = :a')(against(undefined, { ':a': 'b' }))).toBe(false);
  });
});

describe('an update', () => {
  const updated = (expression: string, values: Operands['values'] = {}, item: Item | undefined = ITEM) =>
    update(expression)(against(item, values));

  test.each([
    ['SET #status = :a', { ':a': 'INACTIVE' }, { status: 'INACTIVE' }],
    ['SET #status = :a, revision = :b', { ':a': 'INACTIVE', ':b': 3 }, { status: 'INACTIVE', revision: 3 }],
    ['SET sk = #read', {}, { sk: { cursor: 'c', after: 'a' } }],
    ['SET fresh = if_not_exists(fresh, :a)', { ':a': 1 }, { fresh: 1 }],
    ['SET sk = if_not_exists(sk, :a)', { ':a': 1 }, {}],
    [
      'SET #outbox = list_append(if_not_exists(#outbox, :a), :b)',
      { ':a': [], ':b': [{ uuid: 'three' }] },
      { outbox: [{ uuid: 'one' }, { uuid: 'two' }, { uuid: 'three' }] },
    ],
    ['SET fresh = list_append(if_not_exists(fresh, :a), :b)', { ':a': [], ':b': [1] }, { fresh: [1] }],
    ['REMOVE #outbox[0]', {}, { outbox: [{ uuid: 'two' }] }],
  ])('%s with %j changes %j', (expression, values, changes) => {
    expect(updated(expression, values)).toEqual({ ...ITEM, ...changes });
  });

  test('takes what it copies as it was before', () => {
    expect(updated('SET sk = #status, #status = sk')).toMatchObject({ sk: 'ACTIVE', status: 'b' });
  });

  test('removes an attribute', () => {
    expect(updated('REMOVE #status')).not.toHaveProperty('status');
  });

  test('of an item that is not there makes one', () => {
    expect(update('SET sk = :a')(against(undefined, { ':a': 1 }))).toEqual({ sk: 1 });
  });

  test('leaves the item that was there as it is', () => {
    const before = structuredClone(ITEM);
    updated('REMOVE #outbox[0]');
    updated('SET sk = :a', { ':a': 1 });

    expect(ITEM).toEqual(before);
  });
});

describe('what it does not know fails:', () => {
  test.each([
    ['an operator', '#status <> :a'],
    ['another one', '#status >= :a'],
    ['a function', 'begins_with(#status, :a)'],
    ['a negation', 'NOT #status = :a'],
    ['brackets', '(#status = :a)'],
    ['something behind the end', '#status = :a :b'],
    ['nothing', ''],
    ['a comparison without its right side', '#status ='],
    ['a character of no meaning', '#status = :a ; sk = :b'],
    ['a name that is given to nothing', '#other = :a'],
    ['a value that is not given', '#status = :other'],
  ])('%s in a condition', (_what, expression) => {
    expect(() => condition(expression)(against(ITEM, { ':a': 'ACTIVE' }))).toThrow(SyntaxError);
  });

  test.each([
    ['another clause', 'ADD revision :a'],
    ['a clause behind the first', 'SET revision = :a REMOVE sk'],
    ['arithmetic', 'SET revision = revision + :a'],
    ['a path into an attribute', 'SET #read.#cursor = :a'],
    ['several attributes to remove', 'REMOVE sk, revision'],
  ])('%s in an update', (_what, expression) => {
    expect(() => update(expression)(against(ITEM, { ':a': 1 }))).toThrow(SyntaxError);
  });
});
