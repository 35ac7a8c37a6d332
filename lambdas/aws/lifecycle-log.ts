import { type DynamoDBDocumentClient, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LifecycleEvent } from '../core/lifecycle-event.ts';
import type { LifecycleLog, LoggedEvent } from '../core/ports.ts';
import { isMet } from './is-met.ts';
import { fromLogItem, isKeptAt, lastSk, type LogItem, logKey, toLogItem } from './lifecycle-log-item.ts';

/** As far apart as clocks may be. */
const CLOCKS_MS = 3_600_000;

/** What is looked through at once for an event that may be there already: hardly ever more than one item counts. */
const LOOK_BACK_ITEMS = 25;

/**
 * Lifecycle events in DynamoDB, those of one org in the partition `pk`, each under its sequence. The last one is where
 * the next one goes, so DynamoDB may delete an event only once another stands behind it: after a year of silence the
 * sequence goes on, and a reader's place still means what it meant.
 */
export function lifecycleLog(client: DynamoDBDocumentClient, tableName: string, pk: string): LifecycleLog {
  async function* items(after: number, order: Order, pageSize?: number): AsyncGenerator<LogItem> {
    const query = {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': pk, ':first': logKey(pk, after + 1).sk, ':last': lastSk },
      ConsistentRead: true,
      ScanIndexForward: order === 'ASCENDING',
    };
    for await (const { Items = [] } of paginateQuery({ client, ...(pageSize && { pageSize }) }, query)) {
      for (const item of Items) yield item as LogItem;
    }
  }

  /**
   * The last sequence there is, and the event's own if it is there. An event cannot have arrived before it happened.
   */
  const look = async ({ uuid, published }: LifecycleEvent): Promise<{ last: number; found?: number }> => {
    let last: number | undefined;
    for await (const item of items(0, 'DESCENDING', LOOK_BACK_ITEMS)) {
      const { sequence } = fromLogItem(item);
      last ??= sequence;
      if (Date.parse(item.persistedAt) < Date.parse(published) - CLOCKS_MS) break;
      if (item.uuid === uuid) return { last, found: sequence };
    }
    return { last: last ?? 0 };
  };

  const put = (event: LifecycleEvent, sequence: number, at: Date): Promise<boolean> =>
    isMet(
      client.send(
        new PutCommand({
          TableName: tableName,
          Item: toLogItem(pk, event, sequence, at),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );

  /** Whoever dies before this leaves an event in the table that nobody is given any more: no harm. */
  const letExpire = (sequence: number): Promise<boolean> =>
    isMet(
      client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: logKey(pk, sequence),
          UpdateExpression: 'SET expiresAt = keepUntil',
          ConditionExpression: 'attribute_exists(pk)',
        }),
      ),
    );

  return {
    has: async (event) => (await look(event)).found !== undefined,

    async append(event, at) {
      for (let place = await look(event); ; place = await look(event)) {
        // Who finds another's event where its own should go looks again: it may be the same event.
        if (place.found === undefined && !(await put(event, place.last + 1, at))) continue;
        await letExpire((place.found ?? place.last + 1) - 1);
        return;
      }
    },

    read: ({ after = 0, order, now }) =>
      keptAt(
        now,
        order === 'ASCENDING' ? withoutHoles(after, now, (from) => items(from, order)) : items(after, order),
      ),
  };
}

type Order = 'ASCENDING' | 'DESCENDING';

async function* keptAt(now: Date, found: AsyncIterable<LogItem>): AsyncGenerator<LoggedEvent> {
  for await (const item of found) {
    if (isKeptAt(item, now)) yield fromLogItem(item);
  }
}

/**
 * A query is no snapshot: it may pass by the place of an event before that is written, and then meet the one written
 * after it. A reader that went on from there would never see the first. So a hole before a recent event is looked at
 * again, now that whatever was to fill it is there; what is still missing has expired.
 */
async function* withoutHoles(
  after: number,
  now: Date,
  itemsAfter: (sequence: number) => AsyncIterable<LogItem>,
  { isSecondLook = false } = {},
): AsyncGenerator<LogItem> {
  let last = after;
  for await (const item of itemsAfter(after)) {
    const { sequence, persistedAt } = fromLogItem(item);
    const isRecent = Date.parse(persistedAt) > now.getTime() - CLOCKS_MS;
    if (sequence > last + 1 && isRecent && !(isSecondLook && last === after)) {
      yield* withoutHoles(last, now, itemsAfter, { isSecondLook: true });
      return;
    }
    last = sequence;
    yield item;
  }
}
