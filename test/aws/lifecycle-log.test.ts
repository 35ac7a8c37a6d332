import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { lifecycleLog } from '../../lambdas/aws/lifecycle-log.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { happened, logged } from '../support/happened.ts';
import { DAY, HOUR, MINUTE, SECOND, START } from '../support/manual-clock.ts';

let dynamo: Dynamo;
let orgs = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const after = (ms: number): Date => new Date(START.getTime() + ms);

/** The log of a new org, and its items. */
function newLog() {
  orgs += 1;
  const pk = `org#${orgs}#lifecycle`;
  const items = async (): Promise<Record<string, unknown>[]> => {
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
    const { Items = [] } = await dynamo.client.send(new QueryCommand({ TableName: dynamo.tableName, ...query }));
    return Items;
  };
  const remove = (sk: unknown) =>
    dynamo.client.send(new DeleteCommand({ TableName: dynamo.tableName, Key: { pk, sk } }));
  return { log: lifecycleLog(dynamo.client, dynamo.tableName, pk), pk, items, remove };
}

/** The client whose calls a test answers itself, with the help of the real one. */
function clientThat(
  answers: (command: Sent, pass: () => Promise<Answer>) => Promise<unknown>,
): DynamoDBDocumentClient {
  const pass = (command: Sent) => dynamo.client.send(command as QueryCommand);
  const send = (command: Sent) => answers(command, () => pass(command));
  return new Proxy(dynamo.client, { get: (client, name) => (name === 'send' ? send : Reflect.get(client, name)) });
}

type Sent = QueryCommand | UpdateCommand;
type Answer = QueryCommandOutput;

/** A client whose first query does not meet an item. */
function overlooking(sk: string): DynamoDBDocumentClient {
  let queries = 0;
  return clientThat(async (command, pass) => {
    const answer = await pass();
    if (!(command instanceof QueryCommand)) return answer;
    queries += 1;
    return queries > 1 ? answer : { ...answer, Items: answer.Items?.filter((item) => item['sk'] !== sk) };
  });
}

describe('the lifecycle log in DynamoDB', () => {
  test('keeps an event under its sequence, whose digits sort as numbers do', async () => {
    const { log, pk, items } = newLog();
    await log.append(happened(1), START);

    expect(await items()).toEqual([
      {
        pk,
        sk: '0000000000000001',
        ...happened(1),
        persistedAt: START.toISOString(),
        keepUntil: after(90 * DAY).getTime() / 1000,
      },
    ]);
  });

  test('lets every event expire after 90 days but the last one, where the next one goes', async () => {
    const { log, items } = newLog();
    for (const hours of [1, 2, 3]) await log.append(happened(hours, after(hours * HOUR)), after(hours * HOUR));

    const expiries = (await items()).map(({ expiresAt }) => expiresAt);

    expect(expiries).toEqual([
      after(90 * DAY + HOUR).getTime() / 1000,
      after(90 * DAY + 2 * HOUR).getTime() / 1000,
      undefined,
    ]);
  });

  test('lets the event before one expire whose first writer died between the two writes', async () => {
    const { log, pk, items } = newLog();
    await log.append(happened(1), START);
    const dying = clientThat((command, pass) =>
      command instanceof UpdateCommand ? Promise.reject(new Error('dead')) : pass(),
    );
    await lifecycleLog(dying, dynamo.tableName, pk)
      .append(happened(2), START)
      .catch(() => undefined);

    await log.append(happened(2), START);

    expect((await items()).map(({ expiresAt }) => typeof expiresAt)).toEqual(['number', 'undefined']);
  });

  test('goes on counting when DynamoDB has deleted what expired', async () => {
    const { log, items, remove } = newLog();
    for (const number of [1, 2, 3]) await log.append(happened(number), START);
    for (const { sk, expiresAt } of await items()) if (expiresAt !== undefined) await remove(sk);
    const later = after(400 * DAY);

    await log.append(happened(4, later), later);

    expect(await logged(log, { after: 3, now: later })).toMatchObject([{ sequence: 4 }]);
  });

  test('begins behind a hole that expiry left', async () => {
    const { log, remove } = newLog();
    for (const number of [1, 2, 3]) await log.append(happened(number), START);
    await remove('0000000000000001');

    expect(await logged(log)).toMatchObject([{ sequence: 2 }, { sequence: 3 }]);
  });

  test.each([
    ['at the beginning', '0000000000000001'],
    ['in the middle', '0000000000000002'],
  ])('leaves out no event %s that a query passed by before it was written', async (_where, sk) => {
    const { log, pk } = newLog();
    for (const number of [1, 2, 3]) await log.append(happened(number), START);

    const read = await logged(lifecycleLog(overlooking(sk), dynamo.tableName, pk), { now: after(MINUTE) });

    expect(read.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  test('reads with one query what has holes that only expiry leaves, and always what is written by now', async () => {
    const { log, pk, remove } = newLog();
    for (const number of [1, 2, 3, 4, 5]) await log.append(happened(number), START);
    for (const number of [2, 4]) await remove(`000000000000000${number}`);
    const queries: QueryCommand['input'][] = [];
    const counting = clientThat((command, pass) => {
      if (command instanceof QueryCommand) queries.push(command.input);
      return pass();
    });

    const read = await logged(lifecycleLog(counting, dynamo.tableName, pk), { now: after(HOUR) });

    expect(read.map(({ sequence }) => sequence)).toEqual([1, 3, 5]);
    expect(queries).toMatchObject([{ ConsistentRead: true }]);
  });

  test('looks for an event no further back than an hour before it happened', async () => {
    const { log } = newLog();
    await log.append(happened(1), START);

    const other = { ...happened(1), published: after(HOUR + SECOND).toISOString() };

    expect(await log.has(other)).toBe(false);
    expect(await log.has({ ...other, published: after(HOUR).toISOString() })).toBe(true);
  });

  test('appends behind an event that it did not see at first', async () => {
    const { log, pk } = newLog();
    for (const number of [1, 2]) await log.append(happened(number), START);

    await lifecycleLog(overlooking('0000000000000002'), dynamo.tableName, pk).append(happened(3), START);

    expect(await logged(log)).toMatchObject([1, 2, 3].map((sequence) => ({ ...happened(sequence), sequence })));
  });

  test('adds an event once that it did not see at first', async () => {
    const { log, pk } = newLog();
    for (const number of [1, 2]) await log.append(happened(number), START);

    await lifecycleLog(overlooking('0000000000000002'), dynamo.tableName, pk).append(happened(2), START);

    expect(await logged(log)).toHaveLength(2);
  });

  test('finds an event behind more than one look takes in', async () => {
    const { log } = newLog();
    for (let number = 1; number <= 30; number += 1) await log.append(happened(number), START);

    expect(await log.has(happened(1))).toBe(true);
  });

  test('reads more events than fit one answer of DynamoDB', async () => {
    const { log } = newLog();
    // A Query answers at most 1 MB.
    const filler = 'x'.repeat(350_000);
    for (const number of [1, 2, 3, 4]) await log.append({ ...happened(number), json: `"${filler}"` }, START);

    expect(await logged(log)).toHaveLength(4);
    expect(await logged(log, { order: 'DESCENDING' })).toHaveLength(4);
  });

  test('keeps the events of two orgs apart', async () => {
    const [one, two] = [newLog(), newLog()];
    await one.log.append(happened(1), START);

    expect(await logged(two.log)).toEqual([]);
    expect(await two.log.has(happened(1))).toBe(false);
  });

  test('tells a failure of DynamoDB from a place that is taken', async () => {
    const log = lifecycleLog(dynamo.client, 'no-such-table', 'org#x#lifecycle');

    await expect(log.append(happened(1), START)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(logged(log)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
