import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { lifecycleBus } from '../../lambdas/aws/lifecycle-bus.ts';
import { nudgeQueue } from '../../lambdas/aws/nudge-queue.ts';
import { requestCounter } from '../../lambdas/aws/request-counter.ts';
import { eventBridge } from '../../local/emulators/eventbridge.ts';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import type { LoopbackServer } from '../../local/emulators/loopback-server.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { type SqsAndS3, startSqsAndS3 } from '../support/fauxqs.ts';
import { MINUTE, START } from '../support/manual-clock.ts';

describe('the request counter', () => {
  let dynamo: Dynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  test('counts the requests of a window, also those that come at once, and of no other', async () => {
    const counter = requestCounter(dynamo.client, dynamo.tableName, 'org#acme');

    const counts = await Promise.all(Array.from({ length: 5 }, () => counter.count(START)));

    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    expect(await counter.count(new Date(START.getTime() + MINUTE))).toBe(1);
  });

  test('writes beside the partition of the streams, and lets the table forget it', async () => {
    await requestCounter(dynamo.client, dynamo.tableName, 'org#other').count(START);

    const partition = async (pk: string) => {
      const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
      return (await dynamo.client.send(new QueryCommand({ TableName: dynamo.tableName, ...query }))).Items;
    };
    expect(await partition('org#other')).toEqual([]);
    expect(await partition('org#other#requests')).toEqual([
      expect.objectContaining({ count: 1, expiresAt: (START.getTime() + 60 * MINUTE) / 1000 }),
    ]);
  });
});

describe('the lifecycle bus', () => {
  const told = { uuid: 'u-1', published: '2026-03-01T00:00:00.000Z', json: '{"uuid":"u-1","eventType":"x"}' };
  const options = { busName: 'lifecycle', source: 'okta.com/acme/lifecycle' };
  let server: LoopbackServer;
  const accepted: unknown[] = [];
  const service = eventBridge({ onAccept: (bus, event) => void accepted.push([bus.name, event.text]) });
  const client = () =>
    new EventBridgeClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
      maxAttempts: 1,
    });
  beforeAll(async () => {
    server = await startAwsJsonServer({ services: [service] });
    service.addBus('lifecycle');
  });
  afterAll(() => server.stop());

  test('gets the event as it was written', async () => {
    await lifecycleBus(client(), options).put(told);

    expect(accepted).toEqual([['lifecycle', told.json]]);
  });

  test('gets it from the org’s own source, at the time when it happened', async () => {
    const sent: (PutEventsRequestEntry[] | undefined)[] = [];
    const send = async ({ input }: { readonly input: { readonly Entries?: PutEventsRequestEntry[] } }) => {
      sent.push(input.Entries);
      return { Entries: [{ EventId: '1' }] };
    };

    await lifecycleBus(Object.assign(client(), { send }), options).put(told);

    expect(sent).toEqual([
      [
        {
          Source: 'okta.com/acme/lifecycle',
          DetailType: 'SystemLog',
          Detail: told.json,
          Time: new Date(told.published),
          EventBusName: 'lifecycle',
        },
      ],
    ]);
  });

  // PutEvents answers 200 all the same.
  test('that refuses the entry is a failure', async () => {
    service.behave({ kind: 'deny-entries', forNext: 1 });

    await expect(lifecycleBus(client(), options).put(told)).rejects.toThrow(
      /bus lifecycle refused lifecycle event u-1/,
    );
  });
});

describe('a nudge', () => {
  let emulators: SqsAndS3;
  beforeAll(async () => {
    emulators = await startSqsAndS3();
  });
  afterAll(() => emulators.stop());

  test('is a message that says nothing', async () => {
    const url = emulators.createStandardQueue();

    await nudgeQueue(emulators.sqs, url)();

    const { Messages = [] } = await emulators.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['nudge']);
  });
});
