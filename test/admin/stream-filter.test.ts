import { describe, expect, test } from '@jest/globals';
import { parseStreamFilter } from '../../lambdas/admin/stream-filter.ts';
import { refusalOf } from '../support/refusal.ts';

describe('the filter of a list of log streams', () => {
  test.each([
    ['type eq "aws_eventbridge"', { attribute: 'type', value: 'aws_eventbridge' }],
    ['type EQ "no_such_type"', { attribute: 'type', value: 'no_such_type' }],
    ['status eq "ACTIVE"', { attribute: 'status', value: 'ACTIVE' }],
    ['(status Eq "INACTIVE")', { attribute: 'status', value: 'INACTIVE' }],
  ])('%s is understood', (text, filter) => {
    expect(parseStreamFilter(text)).toEqual(filter);
  });

  test.each([
    ['another attribute', 'name eq "security"'],
    ['an attribute in another case', 'Type eq "aws_eventbridge"'],
    ['an inherited attribute', 'constructor eq "x"'],
    ['another operator', 'type sw "aws"'],
    ['no value', 'type pr'],
    ['another status', 'status eq "active"'],
    ['a boolean', 'status eq true'],
    ['two expressions', 'type eq "aws_eventbridge" and status eq "ACTIVE"'],
    ['a negation', 'not type eq "aws_eventbridge"'],
  ])('with %s is no search criterion', async (_what, text) => {
    expect(await refusalOf(() => parseStreamFilter(text))).toMatchObject({
      status: 400,
      errorCode: 'E0000031',
      errorSummary: 'Invalid search criteria.',
    });
  });

  test.each(['', 'type', 'type eq aws_eventbridge', 'type[x eq "y"]'])('%j is no filter', async (text) => {
    expect(await refusalOf(() => parseStreamFilter(text))).toMatchObject({ status: 400, errorCode: 'E0000053' });
  });
});
