import { describe, expect, test } from '@jest/globals';
import { refuseUnknownActions } from '../../../local/iam/known-actions.ts';
import { templateOf } from '../../support/templates.ts';

const policy = (...statements: readonly object[]) =>
  templateOf({
    PollPolicy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: statements } } },
  });

describe('the actions of a template', () => {
  test.each([
    [['sqs:SendMessage', 'dynamodb:GetItem']],
    ['SQS:sendmessage'],
    ['s3:*'],
    ['*'],
    ['logs:Put*'],
    ['secretsmanager:???SecretValue'],
  ])('may be %j', async (Action) => {
    await expect(refuseUnknownActions(policy({ Effect: 'Allow', Action }))).resolves.toBeUndefined();
  });

  test.each([
    // IAM has none for batches.
    ['sqs:SendMessageBatch'],
    ['dynamodb:Get'],
    ['dynamo:GetItem'],
    ['sqs:Send*Batch'],
    ['SendMessage'],
  ])('are refused by name when one is %s', async (action) => {
    const template = policy({ Effect: 'Allow', Action: ['sqs:SendMessage', action] });

    await expect(refuseUnknownActions(template)).rejects.toThrow(
      `the template names actions that IAM does not know: PollPolicy: ${action}`,
    );
  });

  test('are looked at wherever a policy can stand', async () => {
    const statement = (Action: string) => ({ Statement: { Effect: 'Deny', NotAction: Action } });
    const template = templateOf({
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: statement('sts:Assume'),
          Policies: [{ PolicyName: 'a', PolicyDocument: statement('s3:Put') }],
        },
      },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: statement('execute-api:Call') } },
      Queue: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: statement('sqs:Send') } },
      Bucket: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: statement('s3:Get') } },
      Topic: { Type: 'AWS::SNS::TopicPolicy', Properties: { PolicyDocument: statement('sns:Say') } },
      Invoke: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:Invoke' } },
    });

    await expect(refuseUnknownActions(template)).rejects.toThrow(
      /: Role: sts:Assume; Role: s3:Put; Managed: execute-api:Call; Queue: sqs:Send; Bucket: s3:Get; Topic: sns:Say; Invoke: lambda:Invoke$/,
    );
  });
});
