import { describe, expect, test } from '@jest/globals';
import { s3Needs } from '../../../local/iam/needs.ts';

describe('a request to S3', () => {
  test.each([
    ['PUT', '/bucket/0oaA/an%20event.json?x-id=PutObject', 's3:PutObject', 'bucket/0oaA/an event.json'],
    ['GET', '/bucket/a', 's3:GetObject', 'bucket/a'],
    ['HEAD', '/bucket/a', 's3:GetObject', 'bucket/a'],
    ['DELETE', '/bucket/a?x-id=DeleteObject', 's3:DeleteObject', 'bucket/a'],
    // S3 resolves no dot segments: this is an object of the bucket `other`.
    ['PUT', '/other/../bucket/a?x-id=PutObject', 's3:PutObject', 'other/../bucket/a'],
    ['PUT', '/other/%2e%2e/bucket/a', 's3:PutObject', 'other/../bucket/a'],
    ['PUT', '/bucket/a\\b', 's3:PutObject', 'bucket/a\\b'],
  ])('%s %s needs %s on %s', (method, url, action, path) => {
    expect(s3Needs(method, url)).toEqual([{ action, resource: `arn:aws:s3:::${path}` }]);
  });

  test.each([
    ['PUT', '/bucket/a?tagging='],
    ['PUT', '/bucket/a?x-id=PutObject&acl'],
    ['GET', '/bucket'],
    ['GET', '/'],
    ['POST', '/bucket/a'],
  ])('is not known: %s %s', (method, url) => {
    expect(s3Needs(method, url)).toBeUndefined();
  });
});
