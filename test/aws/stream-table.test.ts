import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { orgPk } from '../../lambdas/aws/stream-item.ts';
import { streamTable } from '../../lambdas/aws/stream-table.ts';
import type { LogStream } from '../../lambdas/core/log-stream.ts';
import type { StreamStore } from '../../lambdas/core/ports.ts';
import { failure, told } from '../contract/stream-store-subject.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { logStream } from '../support/log-streams.ts';
import { START } from '../support/manual-clock.ts';

/** A client of the same service, each of whose updates takes effect twice, as when an answer is lost on the way. */
function answersLostOnce({ client }: Dynamo): DynamoDBDocumentClient {
  const send = async (command: GetCommand): Promise<unknown> => {
    if (command instanceof UpdateCommand) await client.send(command);
    return client.send(command);
  };
  return Object.assign(Object.create(client) as DynamoDBDocumentClient, { send });
}

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe('the stream table', () => {
  test('lists more streams than fit one answer of DynamoDB', async () => {
    const table = streamTable(dynamo.client, dynamo.tableName, 'org#large');
    const ids = ['A', 'B', 'C', 'D'];
    // A Query answers at most 1 MB.
    for (const id of ids) await table.create(logStream({ id, name: 'x'.repeat(350_000) }));
    await table.holdPolling(START);

    const { streams, polling } = await table.load();

    expect(streams.map(({ id }) => id)).toEqual(ids);
    expect(polling).toEqual({ holdUntil: START });
  });

  test('keeps the streams of two orgs apart', async () => {
    const one = streamTable(dynamo.client, dynamo.tableName, orgPk(new URL('https://one.okta.com')));
    const two = streamTable(dynamo.client, dynamo.tableName, orgPk(new URL('https://two.okta.com')));
    await one.create(logStream({ id: 'A' }));
    await one.holdPolling(START);

    expect(await two.load()).toMatchObject({ streams: [], deleted: [], polling: {} });
    expect(await two.get('A')).toBeUndefined();
  });

  test('hands out streams without the keys of the table', async () => {
    const table = streamTable(dynamo.client, dynamo.tableName, 'org#keys');
    await table.create(logStream({ id: 'A' }));

    expect(await table.get('A')).toEqual(logStream({ id: 'A' }));
  });

  test('keeps a stream under the org and its kind and id', async () => {
    const table = streamTable(dynamo.client, dynamo.tableName, orgPk(new URL('https://acme.okta.com/x?y')));
    await table.create(logStream({ id: '0oa1' }));

    const Key = { pk: 'org#acme.okta.com', sk: 'stream#0oa1' };
    const { Item } = await dynamo.client.send(new GetCommand({ TableName: dynamo.tableName, Key }));

    expect(Item).toMatchObject({ id: '0oa1', status: 'ACTIVE' });
  });

  // The SDK sends a write again when its answer does not come, and the first one has taken effect.
  test.each<[string, (table: StreamStore, stream: LogStream) => Promise<boolean>]>([
    ['replaced', (table, stream) => table.replace(stream, { name: 'B', target: stream, at: START, event: told() })],
    ['deactivated', (table, stream) => table.deactivate(stream, failure, stream.acknowledged, told())],
    ['activated', (table, stream) => table.activate(stream, { at: START, event: told() })],
    ['deleted', (table, stream) => table.remove(stream, START, told())],
  ])('that a stream was %s is known although the first answer was lost', async (what, change) => {
    const table = streamTable(answersLostOnce(dynamo), dynamo.tableName, `org#lost-${what}`);
    const status = what === 'activated' || what === 'deleted' ? 'INACTIVE' : 'ACTIVE';
    const stream = logStream({ id: 'A', status });
    await streamTable(dynamo.client, dynamo.tableName, `org#lost-${what}`).create(stream);

    expect(await change(table, stream)).toBe(true);

    const { streams, deleted } = await table.load();
    expect([...streams, ...deleted].map(({ outbox }) => outbox)).toEqual([[told()]]);
  });

  test('tells a failure of DynamoDB from a state that was not as expected', async () => {
    const table = streamTable(dynamo.client, 'no-such-table', 'org#acme');

    await expect(table.rewind(logStream(), START)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(table.create(logStream())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
