import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { LogStreamingError } from '../core/errors.ts';
import type { LogStream } from '../core/log-stream.ts';
import type { PollingState, StreamStore } from '../core/ports.ts';
import { type ConditionalUpdate, compile } from './conditional-update.ts';
import { fromItem, isStreamItem, POLLING_SK, streamKey, toItem } from './stream-item.ts';

/** Streams in DynamoDB, those of one org in the partition `pk`. The client must drop undefined values when it marshals. */
export function streamTable(client: DynamoDBDocumentClient, tableName: string, pk: string): StreamStore {
  const send = async (update: UpdateCommandInput): Promise<boolean> => {
    try {
      await client.send(new UpdateCommand(update));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  /** Every write to a stream depends on its generation; a rewind between makes it fail. */
  const change = (stream: LogStream, { expect, ...rest }: ConditionalUpdate): Promise<boolean> =>
    send({
      TableName: tableName,
      Key: streamKey(pk, stream.id),
      ...compile({ ...rest, expect: { generation: stream.generation, ...expect } }),
    });

  return {
    async load() {
      const streams: LogStream[] = [];
      let polling: PollingState = {};
      const query = {
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        for (const item of Items) {
          if (isStreamItem(item)) streams.push(fromItem(item));
          else if (item['sk'] === POLLING_SK) polling = { holdUntil: new Date(String(item['holdUntil'])) };
        }
      }
      return { streams, polling };
    },

    async get(id) {
      const key = { TableName: tableName, Key: streamKey(pk, id), ConsistentRead: true };
      const { Item } = await client.send(new GetCommand(key));
      return Item && fromItem(Item);
    },

    async create(stream) {
      const put = { TableName: tableName, Item: toItem(pk, stream), ConditionExpression: 'attribute_not_exists(pk)' };
      try {
        await client.send(new PutCommand(put));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        throw new LogStreamingError('STREAM_EXISTS', `there is a log stream with id "${stream.id}" already`);
      }
    },

    advance: (stream, to, at) =>
      change(stream, { set: { read: to, movedAt: at.toISOString() }, expect: whereRead(stream) }),

    restart: (stream, to, gap) =>
      change(stream, { set: { read: to, movedAt: gap.at, possibleGap: gap }, expect: whereRead(stream) }),

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

    deactivate: (stream, deactivation, acknowledged) =>
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
        expect: whereAcknowledged(stream),
      }),

    activate: (stream, at, gap) =>
      change(stream, {
        set: {
          status: 'ACTIVE',
          generation: stream.generation + 1,
          lastUpdated: at.toISOString(),
          movedAt: at.toISOString(),
          ...(gap && { possibleGap: gap }),
        },
        copy: { read: 'acknowledged' },
        expect: { status: 'INACTIVE' },
      }),

    async holdPolling(until) {
      const key = { pk, sk: POLLING_SK };
      const expression = compile({ set: { holdUntil: until.toISOString() } });
      // Never earlier than another poller has learned: ISO times of one format sort as texts.
      const ConditionExpression = 'attribute_not_exists(#holdUntil) OR #holdUntil < :v0';
      await send({ TableName: tableName, Key: key, ...expression, ConditionExpression });
    },
  };
}

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
