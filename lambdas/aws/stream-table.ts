import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { LogStreamingError } from '../core/errors.ts';
import type { LifecycleEvent } from '../core/lifecycle-event.ts';
import type { LogStream } from '../core/log-stream.ts';
import type { PollingSeen, PollingState, Reservations, StreamStore } from '../core/ports.ts';
import { type ConditionalUpdate, compile } from './conditional-update.ts';
import { isMet } from './is-met.ts';
import {
  fromItem,
  isDeleted,
  isKey,
  isStreamItem,
  POLLING_SK,
  RESERVATIONS_SK,
  streamKey,
  toItem,
} from './stream-item.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * Streams in DynamoDB, those of one org in the partition `pk`. The client must drop undefined values when it marshals.
 */
export function streamTable(client: DynamoDBDocumentClient, tableName: string, pk: string): StreamStore {
  const keyOf = ({ id }: LogStream) => ({ TableName: tableName, Key: streamKey(pk, id) });
  const get = async (sk: string): Promise<Item | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true }),
    );
    return item;
  };
  const send = (update: UpdateCommandInput): Promise<boolean> => isMet(client.send(new UpdateCommand(update)));
  const write = async (stream: LogStream, update: ConditionalUpdate): Promise<boolean> => {
    if (await send({ ...keyOf(stream), ...compile(update) })) return true;
    // The SDK repeats a write whose answer was lost, and is refused by its own: then its event is there.
    const event = update.append?.['outbox'] as LifecycleEvent | undefined;
    return event !== undefined && holdsEvent(await get(streamKey(pk, stream.id).sk), event);
  };
  /** Every write to a stream's positions depends on its generation; a rewind between makes it fail. */
  const change = (stream: LogStream, { expect, ...rest }: ConditionalUpdate): Promise<boolean> =>
    write(stream, { ...rest, expect: { generation: stream.generation, ...expect } });

  return {
    async load() {
      const items: Item[] = [];
      const query = {
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);
      const streams = items.filter(isStreamItem);
      return {
        streams: streams.filter((item) => !isDeleted(item)).map(fromItem),
        deleted: streams.filter(isDeleted).map(fromItem),
        polling: pollingIn(items.find(({ sk }) => sk === POLLING_SK)),
        reservations: reservationsIn(items.find(({ sk }) => sk === RESERVATIONS_SK)),
      };
    },

    reservations: async () => reservationsIn(await get(RESERVATIONS_SK)),

    async get(id) {
      if (!isKey(streamKey(pk, id))) return undefined;
      const item = await get(streamKey(pk, id).sk);
      return item && !isDeleted(item) ? fromItem(item) : undefined;
    },

    async create(stream) {
      const put = { TableName: tableName, Item: toItem(pk, stream), ConditionExpression: 'attribute_not_exists(pk)' };
      if (await isMet(client.send(new PutCommand(put)))) return;
      throw new LogStreamingError('STREAM_EXISTS', `there is a log stream with id "${stream.id}" already`);
    },

    replace: (stream, { name, target, at, event }) =>
      write(stream, {
        set: {
          name,
          settings: target.settings,
          revision: (stream.revision ?? 0) + 1,
          lastUpdated: at.toISOString(),
        },
        append: { outbox: event },
        expect: { id: stream.id, revision: stream.revision, deletedAt: undefined },
      }),

    advance: (stream, to, at, backlogSince) =>
      change(stream, {
        set: {
          read: to,
          movedAt: at.toISOString(),
          ...(backlogSince !== undefined && { backlogSince }),
        },
        expect: whereRead(stream),
      }),

    restart: (stream, to, gap, event) =>
      change(stream, {
        set: { read: to, movedAt: gap.at, possibleGap: gap },
        append: { outbox: event },
        expect: whereRead(stream),
      }),

    acknowledge(stream, { to, sequenceNumber, at, accepted, undeliverable, published }) {
      const delivered = {
        events: stream.delivered.events + accepted,
        undeliverable: stream.delivered.undeliverable + undeliverable,
        published: published ?? stream.delivered.published,
        at: accepted > 0 ? at.toISOString() : stream.delivered.at,
      };
      const set = { acknowledged: to, acknowledgedSequence: sequenceNumber, delivered, movedAt: at.toISOString() };
      return change(stream, { set, expect: whereAcknowledged(stream) });
    },

    rewind: (stream, at) =>
      change(stream, {
        set: { generation: stream.generation + 1, movedAt: at.toISOString() },
        copy: { read: 'acknowledged' },
      }),

    deactivate: (stream, deactivation, acknowledged, event) =>
      change(stream, {
        set: {
          status: 'INACTIVE',
          deactivation,
          acknowledged,
          read: acknowledged,
          generation: stream.generation + 1,
          lastUpdated: deactivation.at,
          movedAt: deactivation.at,
        },
        append: { outbox: event },
        expect: whereAcknowledged(stream),
      }),

    activate: (stream, { at, start, gap, event }) =>
      change(stream, {
        set: {
          status: 'ACTIVE',
          generation: stream.generation + 1,
          lastUpdated: at.toISOString(),
          movedAt: at.toISOString(),
          ...(start && { acknowledged: start, read: start }),
          ...(gap && { possibleGap: gap }),
        },
        ...(!start && { copy: { read: 'acknowledged' } }),
        append: { outbox: event },
        expect: { status: 'INACTIVE' },
      }),

    remove: (stream, at, event) =>
      change(stream, {
        set: { deletedAt: at.toISOString(), generation: stream.generation + 1 },
        append: { outbox: event },
        expect: { status: 'INACTIVE' },
      }),

    announced: (stream, { uuid }) =>
      send({
        ...keyOf(stream),
        UpdateExpression: 'REMOVE #outbox[0]',
        ConditionExpression: '#outbox[0].#uuid = :uuid',
        ExpressionAttributeNames: { '#outbox': 'outbox', '#uuid': 'uuid' },
        ExpressionAttributeValues: { ':uuid': uuid },
      }),

    purge: (stream) =>
      isMet(
        client.send(
          new DeleteCommand({
            ...keyOf(stream),
            ConditionExpression: 'attribute_exists(deletedAt) AND size(outbox) = :none',
            ExpressionAttributeValues: { ':none': 0 },
          }),
        ),
      ),

    reserve: ({ version }, held) =>
      send({
        TableName: tableName,
        Key: { pk, sk: RESERVATIONS_SK },
        ...compile({
          set: { version: version + 1, held },
          expect: { version: version === 0 ? undefined : version },
        }),
      }),

    async holdPolling(until) {
      const key = { pk, sk: POLLING_SK };
      const expression = compile({ set: { holdUntil: until.toISOString() } });
      // Never earlier than another poller has learned: ISO times of one format sort as texts.
      const ConditionExpression = 'attribute_not_exists(#holdUntil) OR #holdUntil < :v0';
      await send({ TableName: tableName, Key: key, ...expression, ConditionExpression });
    },

    async notePolling(seen) {
      await send({ TableName: tableName, Key: { pk, sk: POLLING_SK }, ...compile({ set: { seen } }) });
    },
  };
}

const holdsEvent = (item: Item | undefined, event: LifecycleEvent): boolean =>
  ((item?.['outbox'] ?? []) as readonly LifecycleEvent[]).some(({ uuid }) => uuid === event.uuid);

function pollingIn({ holdUntil, seen }: Item = {}): PollingState {
  return {
    ...(typeof holdUntil === 'string' && { holdUntil: new Date(holdUntil) }),
    ...(seen !== undefined && { seen: seen as PollingSeen }),
  };
}

const reservationsIn = (item: Item | undefined): Reservations => ({
  version: Number(item?.['version'] ?? 0),
  held: (item?.['held'] ?? []) as Reservations['held'],
});

const whereRead = ({ read }: LogStream) => ({
  status: 'ACTIVE',
  'read.cursor': read.cursor,
  'read.after': read.after,
});

const whereAcknowledged = ({ acknowledged }: LogStream) => ({
  status: 'ACTIVE',
  'acknowledged.cursor': acknowledged.cursor,
  'acknowledged.after': acknowledged.after,
});
