import { describe, expect, test } from '@jest/globals';
import { resolve, resolveText, type Scope } from '../../local/intrinsics.ts';

const scope: Scope = {
  pseudo: { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012' },
  resources: new Map([['Queue', { ref: 'http://queue', attributes: { Arn: 'arn:queue', QueueName: 'events' } }]]),
};

describe('intrinsic functions', () => {
  test.each<[name: string, value: unknown, resolved: unknown]>([
    ['a text as it is', 'Ref', 'Ref'],
    ['null', null, null],
    ['a reference to a resource', { Ref: 'Queue' }, 'http://queue'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    ['an attribute with a dot', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    ['a join with references in it', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }]] }, 'a/eu-west-1'],
    ['a split', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }, ['arn', 'queue']],
    ['a selection', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    ['a substitution of references', { 'Fn::Sub': '${Queue} in ${AWS::Region}' }, 'http://queue in eu-west-1'],
    ['a substitution of attributes', { 'Fn::Sub': '${Queue.QueueName}' }, 'events'],
    ['a substitution with variables', { 'Fn::Sub': ['${Where}', { Where: { Ref: 'AWS::Region' } }] }, 'eu-west-1'],
    ['an escaped substitution', { 'Fn::Sub': '${!Literal}' }, '${!Literal}'],
    [
      'members of an object',
      { a: { Ref: 'Queue' }, b: [{ Ref: 'Queue' }] },
      { a: 'http://queue', b: ['http://queue'] },
    ],
    ['an object that only looks like one', { Ref: 'Queue', b: 1 }, { Ref: 'Queue', b: 1 }],
  ])('resolve %s', (_name, value, resolved) => {
    expect(resolve(value, scope)).toEqual(resolved);
  });

  test.each<[name: string, value: unknown, message: string]>([
    ['intrinsic', { 'Fn::ImportValue': 'x' }, 'does not evaluate Fn::ImportValue'],
    ['reference, though every object has one', { Ref: 'constructor' }, '"constructor"'],
    ['attribute, though every object has one', { 'Fn::GetAtt': ['Queue', 'toString'] }, 'attribute toString'],
    ['variable, though every object has one', { 'Fn::Sub': ['${valueOf}', {}] }, '"valueOf"'],
    ['resource', { Ref: 'Nobody' }, 'no resource or pseudo parameter "Nobody"'],
    ['pseudo parameter', { Ref: 'AWS::NotificationARNs' }, '"AWS::NotificationARNs"'],
    ['attribute', { 'Fn::GetAtt': ['Queue', 'Colour'] }, 'attribute Colour of "Queue"'],
    ['name in a substitution', { 'Fn::Sub': '${Nobody}' }, '"Nobody"'],
    ['intrinsic deep inside', { a: [{ b: { 'Fn::If': ['x', 1, 2] } }] }, 'Fn::If'],
  ])('fail by name on an unknown %s', (_name, value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });

  test.each([
    [7, '7'],
    [true, 'true'],
    [{ Ref: 'Queue' }, 'http://queue'],
  ])('make a text of %j', (value, text) => {
    expect(resolveText(value, scope)).toBe(text);
  });

  test.each([[['a']], [{ a: 1 }], [null]])('fail where a text is expected and %j is found', (value) => {
    expect(() => resolveText(value, scope)).toThrow(`a text is expected, not ${JSON.stringify(value)}`);
  });
});
