import { afterAll, beforeAll } from '@jest/globals';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { undeliverableBucket } from '../../lambdas/aws/undeliverable-bucket.ts';
import { type SqsAndS3, startSqsAndS3 } from '../support/fauxqs.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryUndeliverable } from '../support/memory-undeliverable.ts';
import { describeUndeliverableStore } from './undeliverable-store.ts';

let emulators: SqsAndS3;
beforeAll(async () => {
  emulators = await startSqsAndS3();
});
afterAll(() => emulators.stop());

describeUndeliverableStore('undeliverable events in memory', async () => {
  const store = memoryUndeliverable();
  return { store, kept: async (streamId) => store.kept(streamId) };
});

describeUndeliverableStore('undeliverable events in a bucket', async () => {
  const Bucket = emulators.createBucket();
  const client = emulators.s3;

  return {
    store: undeliverableBucket(async () => client, Bucket, manualClock().now),
    async kept(streamId) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${streamId}/` }));
      return Promise.all(
        Contents.map(async ({ Key }) => {
          const { Body, Metadata } = await client.send(new GetObjectCommand({ Bucket, Key }));
          const text = (await Body?.transformToString()) ?? '';
          return { text, reason: decodeURIComponent(Metadata?.['reason'] ?? '') };
        }),
      );
    },
  };
});
