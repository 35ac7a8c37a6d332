import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { VerifiedHook } from '../hook/verify-hook.ts';

const SK = 'event-hook';

/**
 * Which event hook of an org was verified, in the partition of its streams, whose lists leave it out. Who reads an old
 * state asks the hook once more: no harm.
 */
export const verifiedHookItem = (client: DynamoDBDocumentClient, tableName: string, pk: string): VerifiedHook => ({
  async load() {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { pk, sk: SK } }));
    const urlSha256: unknown = Item?.['urlSha256'];
    return typeof urlSha256 === 'string' ? urlSha256 : undefined;
  },

  async save(fingerprint, at) {
    const Item = { pk, sk: SK, urlSha256: fingerprint, verifiedAt: at.toISOString() };
    await client.send(new PutCommand({ TableName: tableName, Item }));
  },
});
