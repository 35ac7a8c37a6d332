import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { lifecycleLog } from '../../lambdas/aws/lifecycle-log.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { happened, logged } from '../support/lifecycle-events.ts';
import { DAY, HOUR, MINUTE, SECOND, START } from '../support/manual-clock.ts';

let dynamo: Dynamo;
let orgs = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const after = (ms: number): Date => new Date(START.getTime() + ms);

/** The log of a new org, and its items. */
function newLog(client: DynamoDBDocumentClient = dynamo.client) {
  orgs += 1;
  const pk = `org#${orgs}#lifecycle`;
  const items = async (): Promise<Record<string, unknown>[]> => {
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
    const { Items = [] } = await dynamo.client.send(new QueryCommand({ TableName: dynamo.tableName, ...query }));
    return Items;
  };
  const remove = (sk: unknown) =>
    dynamo.client.send(new DeleteCommand({ TableName: dynamo.tableName, Key: { pk, sk } }));
  return { log: lifecycleLog(client, dynamo.tableName, pk), pk, items, remove };
}

/** A client through which the nth query of all, counted from 0, does not meet an item. */
function overlooking(sk: string, nth: number): DynamoDBDocumentClient {
  let queries = 0;
  return new Proxy(dynamo.client, {
    get(client, name) {
      if (name !== 'send') return Reflect.get(client, name);
      return async (command: QueryCommand, ...more: never[]) => {
        const answer = await client.send(command, ...more);
        if (!(command instanceof QueryCommand)) return answer;
        queries += 1;
        return queries - 1 === nth ? { ...answer, Items: answer.Items?.filter((item) => item['sk'] !== sk) } : answer;
      };
    },
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
    const { log, items } = newLog();
    await log.append(happened(1), START);
    const dying = new Proxy(dynamo.client, {
      get: (client, name) =>
        name === 'send'
          ? (command: QueryCommand) =>
              command.constructor.name === 'UpdateCommand' ? Promise.reject(new Error('dead')) : client.send(command)
          : Reflect.get(client, name),
    });
    await lifecycleLog(dying, dynamo.tableName, `org#${orgs}#lifecycle`)
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

    const read = await logged(lifecycleLog(overlooking(sk, 0), dynamo.tableName, pk), { now: after(MINUTE) });

    expect(read.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
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

    await lifecycleLog(overlooking('0000000000000002', 0), dynamo.tableName, pk).append(happened(3), START);

    expect(await logged(log)).toMatchObject([1, 2, 3].map((sequence) => ({ ...happened(sequence), sequence })));
  });

  test('adds an event once that it did not see at first', async () => {
    const { log, pk } = newLog();
    for (const number of [1, 2]) await log.append(happened(number), START);

    await lifecycleLog(overlooking('0000000000000002', 0), dynamo.tableName, pk).append(happened(2), START);

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
