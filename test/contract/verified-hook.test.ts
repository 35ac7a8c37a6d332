import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { streamTable } from '../../lambdas/aws/stream-table.ts';
import { verifiedHookItem } from '../../lambdas/aws/verified-hook-item.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { START } from '../support/manual-clock.ts';
import { memoryVerifiedHook } from '../support/memory-verified-hook.ts';
import { describeVerifiedHook } from './verified-hook.ts';

let dynamo: Dynamo;
let orgs = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describeVerifiedHook('the verified hook in memory', async () => memoryVerifiedHook());

describeVerifiedHook('the verified hook in DynamoDB', async () => {
  orgs += 1;
  return verifiedHookItem(dynamo.client, dynamo.tableName, `org#${orgs}`);
});

test('the verified hook in DynamoDB is no stream to those who list them', async () => {
  await verifiedHookItem(dynamo.client, dynamo.tableName, 'org#listed').save('one', START);

  expect(await streamTable(dynamo.client, dynamo.tableName, 'org#listed').load()).toMatchObject({ streams: [] });
});
