import { describe, expect, test } from '@jest/globals';
import { areMet, type Context, parseConditions } from '../../../local/iam/condition.ts';

const CONTEXT: Context = {
  'aws:sourcearn': 'arn:aws:events:us-east-1:1:rule/a',
  'aws:principalarn': 'arn:aws:logs:us-east-1:1:log-group:b:a',
  's3:tlsversion': '1.3',
};

describe('a condition', () => {
  test.each<[block: object, isMet: boolean]>([
    [{}, true],
    [{ StringEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/a' } }, true],
    [{ StringEquals: { 'aws:SourceArn': ['x', 'arn:aws:events:us-east-1:1:rule/a'] } }, true],
    [{ StringEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/*' } }, false],
    [{ StringLike: { 'AWS:sourcearn': 'arn:aws:events:*:rule/?' } }, true],
    [{ StringLike: { 'aws:SourceArn': 'arn:aws:events:*:rule/??' } }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:*:events:us-*:?:rule/*' } }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/a' } }, true],
    // A wildcard crosses no colon before the resource.
    [{ ArnLike: { 'aws:SourceArn': '*:rule/a' } }, false],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:rule/a' } }, false],
    [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/b' } }, false],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:logs:*:*:log-group:*:a' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:logs:*:*:log-*a' } }, true],
    [{ StringNotEquals: { 'aws:SourceArn': ['x', 'y'] } }, true],
    [{ StringNotEquals: { 'aws:SourceArn': ['x', 'arn:aws:events:us-east-1:1:rule/a'] } }, false],
    [{ ArnNotLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/a' } }, false],
    [{ NumericLessThan: { 's3:TlsVersion': 1.2 } }, false],
    [{ NumericLessThan: { 's3:TlsVersion': '1.4' } }, true],
    [{ NumericLessThanEquals: { 's3:TlsVersion': 1.3 } }, true],
    [{ NumericGreaterThan: { 's3:TlsVersion': 1.3 } }, false],
    [{ NumericGreaterThanEquals: { 's3:TlsVersion': 1.3 } }, true],
    [{ NumericEquals: { 's3:TlsVersion': '1.30' } }, true],
    [{ NumericNotEquals: { 's3:TlsVersion': 1.3 } }, false],
    // Both.
    [{ ArnLike: { 'aws:SourceArn': 'arn:*:*:*:*:*' }, NumericLessThan: { 's3:TlsVersion': 1.2 } }, false],
    [{ StringLike: { 'aws:SourceArn': '*', 'aws:SourceAccount': '*' } }, false],
    // What is absent.
    [{ StringEquals: { 'aws:SourceAccount': '1' } }, false],
    [{ StringEqualsIfExists: { 'aws:SourceAccount': '1' } }, true],
    [{ StringEqualsIfExists: { 'aws:SourceArn': 'x' } }, false],
    [{ StringNotEquals: { 'aws:SourceAccount': '1' } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ Null: { 'aws:SourceAccount': 'true' } }, true],
    [{ Null: { 'aws:SourceArn': true } }, false],
    [{ Null: { 'aws:SourceArn': 'false' } }, true],
  ])('%j: %s', (block, isMet) => {
    expect(areMet(parseConditions('test', block), CONTEXT)).toBe(isMet);
  });

  test.each<[object | string, message: string]>([
    [{ StringEqual: {} }, 'the embedded run does not know the condition operator StringEqual'],
    [
      { 'ForAllValues:StringEquals': {} },
      'the embedded run does not know the condition operator ForAllValues:StringEquals',
    ],
    [{ StringEquals: { 'aws:userid': 'a' } }, 'the embedded run does not know the condition key aws:userid'],
    [{ StringEquals: { 'aws:SourceArn': { a: 1 } } }, 'a value of aws:SourceArn is a text, number or boolean'],
    [
      { StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } },
      'the embedded run knows no policy variables',
    ],
    [{ StringEquals: 'a' }, 'StringEquals of a Condition is an object'],
    ['a', 'Condition of a statement is an object'],
  ])('fails by name on %j', (block, message) => {
    expect(() => parseConditions('policy X', block)).toThrow(`policy X: ${message}`);
  });
});
