import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CREDENTIALS } from '../../local/account.ts';
import { startEmulatedAws } from '../../local/emulated-aws.ts';
import {
  allow,
  BUS_ARN,
  type Clients,
  getItem,
  type GuardedAws,
  put,
  putEvents,
  readSecret,
  send,
  startGuardedAws,
} from '../support/guarded-aws.ts';

let guarded: GuardedAws;

beforeAll(async () => {
  guarded = await startGuardedAws();
});

afterAll(async () => {
  await guarded.stop();
});

describe('a call to an emulator', () => {
  test.each<[string, (stranger: Clients) => Promise<unknown>, name: string]>([
    ['DynamoDB', getItem, 'UnrecognizedClientException'],
    ['SQS', (stranger) => send(stranger, guarded.queueUrl), 'InvalidClientTokenId'],
    ['S3', put, 'InvalidAccessKeyId'],
    ['EventBridge', (stranger) => putEvents(stranger, BUS_ARN), 'UnrecognizedClientException'],
  ])('with a key that nobody has is refused by %s', async (_service, call, name) => {
    await expect(call(guarded.as({ identity: [allow('*', '*')] }, 'Stranger'))).rejects.toMatchObject({ name });
  });

  test('without a signature is refused', async () => {
    guarded.as({});
    const answers = await Promise.all(
      ['DYNAMODB', 'SQS', 'S3', 'EVENTBRIDGE'].map((name) =>
        fetch(String(guarded.aws.environment[`AWS_ENDPOINT_URL_${name}`]), {
          method: 'POST',
          headers: {
            'content-type': name === 'S3' ? 'text/plain' : 'application/x-amz-json-1.0',
            'x-amz-target': name === 'EVENTBRIDGE' ? 'AWSEvents.PutEvents' : 'Any.Thing',
          },
          body: '{}',
        }),
      ),
    );

    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(texts.map((text) => /MissingAuthenticationToken|AccessDenied/.test(text))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  // All of 127.0.0.0/8 is this machine, and so tells who listens at more than one address.
  test('reaches it by its loopback address, and by no other address of the machine', async () => {
    const reached = async (name: string, host: string): Promise<boolean> => {
      const url = new URL(String(guarded.aws.environment[`AWS_ENDPOINT_URL_${name}`]));
      url.hostname = host;
      return fetch(url, { method: 'POST', body: '{}' }).then(
        () => true,
        () => false,
      );
    };
    const names = ['DYNAMODB', 'SQS', 'S3', 'EVENTBRIDGE', 'SECRETS_MANAGER'];

    expect(await Promise.all(names.map((name) => reached(name, '127.0.0.1')))).toEqual(names.map(() => true));
    expect(await Promise.all(names.map((name) => reached(name, '127.0.0.2')))).toEqual(names.map(() => false));
  });

  test.each(['constructor.Thing', 'toString.Thing', 'Nothing.Thing', ''])(
    'of a service that is not there is refused by name: %j',
    async (target) => {
      guarded.as({ identity: [allow('*', '*')] });

      const answer = await fetch(String(guarded.aws.environment['AWS_ENDPOINT_URL_DYNAMODB']), {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=Poll/20260301/us-east-1/dynamodb/aws4_request, Signature=a',
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': target,
        },
        body: '{}',
      });

      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining(`does not know what \\"${target}\\" needs`),
      ]);
    },
  );

  test('by the admin of the account needs no policy', async () => {
    const admin = guarded.as({}, CREDENTIALS.accessKeyId);

    await Promise.all([
      getItem(admin),
      send(admin, guarded.queueUrl),
      put(admin),
      putEvents(admin, BUS_ARN),
      readSecret(admin),
    ]);
    await admin.sqs.send(new SendMessageCommand({ QueueUrl: guarded.queueUrl, MessageBody: 'a' }));

    expect(guarded.denials).toEqual([]);
  });
});

test('nobody but the admin may do anything before there are rules', async () => {
  const fresh = await startEmulatedAws({});
  const sqs = fresh.sqsAs('Poll');

  const sent = sqs.send(
    new SendMessageCommand({ QueueUrl: `${fresh.sqsEndpoint}/000000000000/a`, MessageBody: 'a' }),
  );

  await expect(sent).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  await fresh.stop();
});
