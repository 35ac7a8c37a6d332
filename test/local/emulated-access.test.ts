import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CREDENTIALS } from '../../local/account.ts';
import {
  allow,
  BUS_ARN,
  type Clients,
  getItem,
  type GuardedAws,
  put,
  putEvents,
  QUEUE_ARN,
  readSecret,
  ROLE_ARN,
  send,
  SESSION,
  startGuardedAws,
  TABLE_ARN,
} from '../support/guarded-aws.ts';

const SECRETS = 'arn:aws:secretsmanager:us-east-1:000000000000:secret';

let guarded: GuardedAws;

beforeAll(async () => {
  guarded = await startGuardedAws();
});

afterAll(async () => {
  await guarded.stop();
});

const because = (action: string) => `because no identity-based policy allows the ${action} action`;

describe('a call to an emulator', () => {
  test('is made when the role allows it, on its resource', async () => {
    const poll = guarded.as({
      identity: [
        allow('dynamodb:GetItem', TABLE_ARN),
        allow('sqs:SendMessage', QUEUE_ARN),
        allow('s3:PutObject', 'arn:aws:s3:::undeliverable/*'),
        allow('events:PutEvents', BUS_ARN),
        allow('secretsmanager:GetSecretValue', `${SECRETS}:credentials-??????`),
      ],
    });

    await Promise.all([
      getItem(poll),
      send(poll, guarded.queueUrl),
      put(poll),
      putEvents(poll, BUS_ARN, 'lifecycle'),
      readSecret(poll),
    ]);

    expect(guarded.denials).toEqual([]);
    expect(guarded.aws.access.unused().map(({ action }) => action)).toEqual([]);
  });

  test.each<[string, (poll: Clients) => Promise<unknown>, error: object]>([
    [
      'DynamoDB',
      getItem,
      {
        name: 'AccessDeniedException',
        $metadata: expect.objectContaining({ httpStatusCode: 400 }),
        message: `User: ${SESSION} is not authorized to perform: dynamodb:GetItem on resource: ${TABLE_ARN} ${because('dynamodb:GetItem')}`,
      },
    ],
    [
      'SQS',
      (poll) => send(poll, guarded.queueUrl),
      {
        name: 'AccessDenied',
        message: `User: ${SESSION} is not authorized to perform: sqs:sendmessage on resource: ${QUEUE_ARN} ${because('sqs:sendmessage')}`,
      },
    ],
    [
      'S3',
      put,
      {
        name: 'AccessDenied',
        $metadata: expect.objectContaining({ httpStatusCode: 403 }),
        message: `User: ${SESSION} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::undeliverable/0oaA/an event & more.json" ${because('s3:PutObject')}`,
      },
    ],
    [
      'EventBridge',
      (poll) => putEvents(poll, BUS_ARN),
      {
        name: 'AccessDeniedException',
        message: `User: ${SESSION} is not authorized to perform: events:PutEvents on resource: ${BUS_ARN} ${because('events:PutEvents')}`,
      },
    ],
    [
      'Secrets Manager',
      (poll) => readSecret(poll),
      {
        name: 'AccessDeniedException',
        message: expect.stringMatching(
          /perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:000000000000:secret:credentials-[0-9a-f]{6} because/,
        ),
      },
    ],
  ])('is refused as %s does it when nothing allows it', async (_service, call, error) => {
    await expect(call(guarded.as({}))).rejects.toMatchObject(error);

    expect(guarded.denials).toHaveLength(1);
    expect(guarded.denials[0]).toContain(SESSION);
  });

  test.each<[string, object, (poll: Clients) => Promise<unknown>]>([
    ['another table', allow('dynamodb:*', `${TABLE_ARN}2`), getItem],
    ['an index of the table', allow('dynamodb:*', `${TABLE_ARN}/index/*`), getItem],
    ['another action', allow('dynamodb:Query', TABLE_ARN), getItem],
    ['the bucket and none of its objects', allow('s3:*', 'arn:aws:s3:::undeliverable'), put],
    ['another bus', allow('events:*', `${BUS_ARN}-of-others`), (poll) => putEvents(poll, BUS_ARN)],
    ['one of two buses', allow('events:*', BUS_ARN), (poll) => putEvents(poll, BUS_ARN, 'default')],
    ['another name of a secret', allow('secretsmanager:*', `${SECRETS}:other-??????`), (poll) => readSecret(poll)],
    ['a secret without its suffix', allow('secretsmanager:*', `${SECRETS}:credentials`), (poll) => readSecret(poll)],
    [
      'events of another source',
      allow('events:*', '*', { Condition: { StringEquals: { 'events:source': 'aws' } } }),
      (poll) => putEvents(poll, BUS_ARN),
    ],
    [
      'another region',
      allow('dynamodb:*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } } }),
      getItem,
    ],
  ])('is refused when the role allows %s', async (_name, statement, call) => {
    await expect(call(guarded.as({ identity: [statement] }))).rejects.toThrow(/is not authorized to perform/);
  });

  test('is made when its conditions are met', async () => {
    const Condition = {
      StringEquals: { 'events:source': ['okta', 'other'], 'events:detail-type': 'SystemLog' },
      Bool: { 'aws:SecureTransport': 'true' },
    };

    await putEvents(guarded.as({ identity: [allow('events:PutEvents', BUS_ARN, { Condition })] }), BUS_ARN);

    expect(guarded.denials).toEqual([]);
  });

  test('changes nothing when it is refused', async () => {
    const poll = guarded.as({});
    const bodies = (await guarded.aws.queues.bodies()).length;
    const item = { TableName: 'Streams', Item: { pk: { S: 'refused' } } };

    const refused = [send(poll, guarded.queueUrl), put(poll), poll.dynamo.send(new PutItemCommand(item))];

    expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    expect(await guarded.aws.queues.bodies()).toHaveLength(bodies);
    expect(await getItem(guarded.as({}, CREDENTIALS.accessKeyId), 'refused')).not.toHaveProperty('Item');
  });

  test('is refused when one statement denies what another allows, and the log names it', async () => {
    const identity = [
      allow('dynamodb:*', '*'),
      { Sid: 'NoReading', Effect: 'Deny', Action: 'dynamodb:Get*', Resource: TABLE_ARN },
    ];
    const poll = guarded.as({ identity });

    await expect(getItem(poll)).rejects.toThrow(/with an explicit deny in an identity-based policy$/);

    expect(guarded.denials).toEqual([
      expect.stringMatching(/identity-based policy \(PollPolicy, statement NoReading\)$/),
    ]);
    const item = { TableName: 'Streams', Item: { pk: { S: 'a' } } };
    await expect(poll.dynamo.send(new PutItemCommand(item))).resolves.toBeDefined();
  });

  test("is refused when the resource's own policy denies it", async () => {
    const bucket = [
      { Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' }, Resource: 'arn:aws:s3:::undeliverable/*' },
    ];

    await expect(put(guarded.as({ identity: [allow('s3:*', '*')], bucket }))).rejects.toThrow(
      /with an explicit deny in a resource-based policy$/,
    );

    expect(guarded.denials).toEqual([expect.stringContaining('(BucketPolicy, statement 1)')]);
  });

  test('counts as one over TLS, which a resource may insist on', async () => {
    const insists = (Action: string, Resource: string) => [
      { Effect: 'Deny', Action, Principal: '*', Resource, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ];
    const poll = guarded.as({
      identity: [allow('s3:*', '*'), allow('sqs:*', '*')],
      bucket: insists('s3:*', 'arn:aws:s3:::undeliverable/*'),
      queue: insists('sqs:*', QUEUE_ARN),
    });

    await Promise.all([put(poll), send(poll, guarded.queueUrl)]);

    expect(guarded.denials).toEqual([]);
  });

  test("may be allowed by the resource's policy alone", async () => {
    const queue = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { AWS: ROLE_ARN }, Resource: QUEUE_ARN }];
    const poll = guarded.as({ queue });

    await send(poll, guarded.queueUrl);

    const receive = new ReceiveMessageCommand({ QueueUrl: guarded.queueUrl });
    await expect(poll.sqs.send(receive)).rejects.toThrow(/sqs:receivemessage/);
  });

  test('for a secret that does not exist is refused by the name it was called', async () => {
    const poll = guarded.as({ identity: [allow('secretsmanager:*', `${SECRETS}:missing-??????`)] });

    await expect(readSecret(poll, 'missing')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('on resource: missing because'),
    });
    const created = await poll.secrets.send(new CreateSecretCommand({ Name: 'missing', SecretString: 'a' }));
    expect(created.ARN).toMatch(/:secret:missing-[0-9a-f]{6}$/);
    expect(await readSecret(poll, 'missing')).toMatchObject({ SecretString: 'a' });
  });

  test('of which nobody knows what it needs is refused even to a role that may do everything', async () => {
    const poll = guarded.as({ identity: [allow('*', '*')] });
    const tagging = new PutObjectTaggingCommand({
      Bucket: 'undeliverable',
      Key: 'a',
      Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] },
    });

    await expect(poll.s3.send(tagging)).rejects.toThrow(/does not know what PUT \/undeliverable\/a\?tagging= needs/);
  });

  test('that reads one object into another is refused to a role that may only write', async () => {
    const poll = guarded.as({ identity: [allow('s3:PutObject', 'arn:aws:s3:::undeliverable/*')] });
    await put(poll);
    const copy = new CopyObjectCommand({ Bucket: 'undeliverable', Key: 'a', CopySource: 'secrets/b' });

    await expect(poll.s3.send(copy)).rejects.toThrow(
      /does not know what PUT \/undeliverable\/a\?x-id=CopyObject needs/,
    );
  });

  test('of an index asks for the index', async () => {
    const query = new QueryCommand({
      TableName: 'Streams',
      IndexName: 'ByName',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
    });
    const poll = guarded.as({ identity: [allow('dynamodb:*', TABLE_ARN)] });

    await expect(poll.dynamo.send(query)).rejects.toThrow(
      new RegExp(`on resource: ${TABLE_ARN}/index/ByName because`),
    );
  });
});
