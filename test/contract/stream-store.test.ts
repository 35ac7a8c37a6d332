import { afterAll, beforeAll } from '@jest/globals';
import { streamTable } from '../../lambdas/aws/stream-table.ts';
import { atOnce } from '../simulation/at-once.ts';
import { simulatedTable } from '../simulation/simulated-table.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';
import { memoryStreams } from '../support/memory-streams.ts';
import { describeStreamStore } from './stream-store.ts';

let dynamo: Dynamo;
let orgs = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describeStreamStore('streams in memory', async () => memoryStreams());

describeStreamStore('streams in DynamoDB', async () => {
  orgs += 1;
  return streamTable(dynamo.client, dynamo.tableName, `org#${orgs}`);
});

describeStreamStore('streams in the simulated table', async () =>
  streamTable(simulatedTable().client(atOnce), 'streams', 'org#1'),
);
