import { expect, test } from '@jest/globals';
import { countedAs } from '../../bench/call-counts.ts';

test.each([
  ['okta', { url: '/api/v1/logs?limit=1000' }],
  ['target', { url: '/services/collector/event/1.0' }],
  ['target', { url: '/', awsTarget: 'AWSEvents.PutEvents' }],
  ['sqsByFunctions', { url: '/', awsTarget: 'AmazonSQS.SendMessage' }],
  ['sqsByMappings', { url: '/', awsTarget: 'AmazonSQS.ReceiveMessage' }],
  ['sqsByMappings', { url: '/', awsTarget: 'AmazonSQS.DeleteMessageBatch' }],
  ['dynamo', { url: '/', awsTarget: 'DynamoDB_20120810.UpdateItem' }],
  [undefined, { url: '/', awsTarget: 'AWSEvents.DescribeEventBus' }],
  [undefined, { url: '/', awsTarget: 'AmazonSQS.GetQueueAttributes' }],
  [undefined, { url: '/oauth2/v1/token' }],
])('counts as %s: %j', (counted, request) => {
  expect(countedAs(request)).toBe(counted);
});
