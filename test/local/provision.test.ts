import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EmulatedAws, startEmulatedAws } from '../../local/emulated-aws.ts';
import { provision } from '../../local/provision.ts';
import { templateOf } from '../support/templates.ts';

const KEYS = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
};

const stack = (visibilityTimeout: number) =>
  templateOf({
    // Before its dead-letter queue, as a template may have it.
    Events: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        VisibilityTimeout: visibilityTimeout,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 5 },
      },
    },
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Ticks: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 110 } },
    Streams: { Type: 'AWS::DynamoDB::Table', Properties: { ...KEYS, BillingMode: 'PAY_PER_REQUEST' } },
    Undeliverable: { Type: 'AWS::S3::Bucket' },
    Poll: { Type: 'AWS::Lambda::Function' },
    Role: { Type: 'AWS::IAM::Role' },
    Lifecycle: { Type: 'AWS::Events::EventBus', Properties: { Name: { 'Fn::Sub': '${AWS::StackName}-lifecycle' } } },
    Nameless: { Type: 'AWS::Events::EventBus' },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Api' } },
    Proxy: { Type: 'AWS::ApiGateway::Resource', Properties: { PathPart: '{proxy+}' } },
    Authorizer: { Type: 'AWS::ApiGateway::Authorizer' },
    Deployment: { Type: 'AWS::ApiGateway::Deployment' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'api' } },
  });

let folder: string;
let aws: EmulatedAws;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'provision-'));
  aws = await startEmulatedAws({ stateDir: folder });
});

afterEach(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true });
});

const attributesOf = async (QueueUrl: string | undefined) => {
  const all = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const { Attributes = {} } = await aws.sqs.send(all);
  return Attributes;
};

describe('what a template declares', () => {
  test('stands in the emulators, with the attributes that were declared', async () => {
    const { resources } = await provision(stack(180), aws);

    const events = await attributesOf(resources.get('Events')?.ref);
    expect(events).toMatchObject({
      FifoQueue: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: '180',
    });
    expect(JSON.parse(events['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: resources.get('DeadLetters')?.attributes['Arn'],
      maxReceiveCount: 5,
    });
    expect(await attributesOf(resources.get('Ticks')?.ref)).toMatchObject({ MessageRetentionPeriod: '110' });

    const { Table } = await aws.dynamo.send(new DescribeTableCommand({ TableName: resources.get('Streams')?.ref }));
    expect(Table?.KeySchema).toEqual(KEYS.KeySchema);
    const bucket = new HeadBucketCommand({ Bucket: resources.get('Undeliverable')?.ref });
    expect((await aws.s3.send(bucket)).$metadata.httpStatusCode).toBe(200);
  });

  test('can be referred to', async () => {
    const { resources, pseudo } = await provision(stack(180), aws);

    expect(pseudo).toMatchObject({ 'AWS::StackName': 'the-stack', 'AWS::Region': 'us-east-1' });
    expect(resources.get('Poll')).toEqual({
      ref: 'Poll',
      attributes: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:Poll' },
    });
    expect(resources.get('Events')?.attributes).toEqual({
      Arn: 'arn:aws:sqs:us-east-1:000000000000:Events.fifo',
      QueueName: 'Events.fifo',
      QueueUrl: resources.get('Events')?.ref,
    });
    expect(resources.get('Role')?.attributes['Arn']).toContain('Role');
    expect(resources.get('Api')).toEqual({ ref: 'local-api', attributes: { RootResourceId: 'local-root' } });
    expect(resources.get('Stage')?.ref).toBe('api');
    const parts = ['Proxy', 'Authorizer', 'Deployment'];
    expect(parts.map((id) => resources.get(id)?.ref)).toEqual(parts);
  });

  test.each([
    ['Lifecycle', 'the-stack-lifecycle'],
    ['Nameless', 'Nameless'],
  ])('has the event bus %s with the name %s', async (logicalId, name) => {
    const { resources } = await provision(stack(180), aws);

    const arn = `arn:aws:events:us-east-1:000000000000:event-bus/${name}`;
    expect(resources.get(logicalId)).toEqual({ ref: name, attributes: { Arn: arn, Name: name } });
    const client = new EventBridgeClient({
      region: 'us-east-1',
      endpoint: String(aws.environment['AWS_ENDPOINT_URL_EVENTBRIDGE']),
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    expect(await client.send(new DescribeEventBusCommand({ Name: name }))).toMatchObject({ Arn: arn });
    client.destroy();
  });

  test('is created once and then kept, with the attributes of the latest template', async () => {
    await provision(stack(180), aws);
    await aws.stop();
    aws = await startEmulatedAws({ stateDir: folder });

    const { resources } = await provision(stack(240), aws);

    expect(await attributesOf(resources.get('Events')?.ref)).toMatchObject({
      FifoQueue: 'true',
      VisibilityTimeout: '240',
    });
  });
});
