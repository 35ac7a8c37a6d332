import { expect, test } from '@jest/globals';
import { actionOf } from '../../../bench/soak/action-counts.ts';

test.each([
  [{ awsTarget: 'AmazonSQS.SendMessage' }, 'SQS SendMessage'],
  [{ awsTarget: 'DynamoDB_20120810.UpdateItem' }, 'DynamoDB UpdateItem'],
  [{ awsTarget: 'AWSEvents.PutEvents' }, 'EventBridge PutEvents'],
  [{ awsTarget: 'secretsmanager.GetSecretValue' }, 'Secrets Manager GetSecretValue'],
  [{ url: '/api/v1/logs?after=1' }, 'Okta GET /api/v1/logs'],
  [{ url: '/services/collector/event' }, 'Splunk POST /services/collector'],
  [{ url: '/bucket/key' }, 'other'],
])('%j is counted as %s', (request, action) => {
  expect(actionOf(request)).toBe(action);
});
