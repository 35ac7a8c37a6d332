import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const KEEP_MS = 60 * 60_000;

/** Counts in the table, one item a window in a partition of their own, which the streams' listing does not read. */
export const requestCounter = (client: DynamoDBDocumentClient, tableName: string, pk: string) => ({
  async count(windowStart: Date): Promise<number> {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk: `${pk}#requests`, sk: windowStart.toISOString() },
        UpdateExpression: 'ADD #count :one SET #expiresAt = :expiresAt',
        ExpressionAttributeNames: { '#count': 'count', '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: {
          ':one': 1,
          ':expiresAt': Math.floor((windowStart.getTime() + KEEP_MS) / 1000),
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Number(Attributes?.['count']);
  },
});
