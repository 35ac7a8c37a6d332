import { afterAll, beforeAll } from '@jest/globals';
import { lifecycleLog } from '../../lambdas/aws/lifecycle-log.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { memoryLifecycleLog } from '../support/memory-lifecycle-log.ts';
import { describeLifecycleLog } from './lifecycle-log.ts';

let dynamo: Dynamo;
let orgs = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describeLifecycleLog('lifecycle events in memory', async () => memoryLifecycleLog());

describeLifecycleLog('lifecycle events in DynamoDB', async () => {
  orgs += 1;
  return lifecycleLog(dynamo.client, dynamo.tableName, `org#${orgs}#lifecycle`);
});
