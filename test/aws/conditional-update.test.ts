import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lambdas/aws/conditional-update.ts';

describe('a conditional write', () => {
  test.each([
    ['sets values', { set: { status: 'ACTIVE', generation: 2 } }, 'SET #status = :v0, #generation = :v1', undefined],
    [
      'copies what is stored in the same item',
      { set: { generation: 2 }, copy: { read: 'acknowledged' } },
      'SET #generation = :v0, #read = #acknowledged',
      undefined,
    ],
    [
      'adds at the end of a list, which may begin with it',
      { set: { generation: 2 }, append: { outbox: 'told' } },
      'SET #generation = :v0, #outbox = list_append(if_not_exists(#outbox, :v1), :v2)',
      undefined,
    ],
    [
      'expects values, down into maps',
      { set: { movedAt: 'x' }, expect: { generation: 1, 'read.cursor': 'c' } },
      'SET #movedAt = :v0',
      '#generation = :v1 AND #read.#cursor = :v2',
    ],
    [
      'expects that there is none',
      { set: { movedAt: 'x' }, expect: { 'read.after': undefined } },
      'SET #movedAt = :v0',
      'attribute_not_exists(#read.#after)',
    ],
  ])('%s', (_what, update, UpdateExpression, ConditionExpression) => {
    const compiled = compile(update);

    expect(compiled.UpdateExpression).toBe(UpdateExpression);
    expect(compiled.ConditionExpression).toBe(ConditionExpression);
  });

  test('has a name and a value for each placeholder, and no other', () => {
    const compiled = compile({
      set: { status: 'INACTIVE', read: { cursor: 'c' } },
      copy: { acknowledged: 'read' },
      expect: { 'read.after': undefined, status: 'ACTIVE' },
    });

    expect(compiled.ExpressionAttributeNames).toEqual({
      '#status': 'status',
      '#read': 'read',
      '#acknowledged': 'acknowledged',
      '#after': 'after',
    });
    expect(compiled.ExpressionAttributeValues).toEqual({
      ':v0': 'INACTIVE',
      ':v1': { cursor: 'c' },
      ':v2': 'ACTIVE',
    });
  });

  test('puts every name behind a placeholder, because DynamoDB reserves many', () => {
    const { UpdateExpression, ConditionExpression } = compile({
      set: { status: 1, read: 2 },
      copy: { cursor: 'after' },
      expect: { 'delivered.at': 3 },
    });

    const names = `${UpdateExpression} ${ConditionExpression}`.match(/(?<![#:\w])[a-z]\w*/g);
    expect(names).toBeNull();
  });
});
