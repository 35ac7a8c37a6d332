import { afterAll, beforeAll } from '@jest/globals';
import { lifecycleLog } from '../../lambdas/aws/lifecycle-log.ts';
import { atOnce } from '../simulation/at-once.ts';
import { simulatedTable } from '../simulation/simulated-table.ts';
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

describeLifecycleLog('lifecycle events in the simulated table', async () =>
  lifecycleLog(simulatedTable().client(atOnce), 'streams', 'org#1#lifecycle'),
);
