import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { undeliverableBucket } from '../../lambdas/aws/undeliverable-bucket.ts';
import { logEvent } from '../support/events.ts';
import { type SqsAndS3, startSqsAndS3 } from '../support/fauxqs.ts';
import { logStream } from '../support/log-streams.ts';
import { manualClock } from '../support/manual-clock.ts';

const stream = logStream({ id: 'A' });
const clock = manualClock();
let emulators: SqsAndS3;
beforeAll(async () => {
  emulators = await startSqsAndS3();
});
afterAll(() => emulators.stop());

const bucket = () => {
  const Bucket = emulators.createBucket();
  const store = undeliverableBucket(async () => emulators.s3, Bucket, clock.now);
  return {
    store,
    head: (Key: string) => emulators.s3.send(new HeadObjectCommand({ Bucket, Key })),
    async keys() {
      const { Contents = [] } = await emulators.s3.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
  };
};

test('names the object by stream and event and says when it was published and set aside', async () => {
  const { store, head } = bucket();

  await store.setAside(stream, logEvent(1), 'too large');

  expect(await head('A/event-0001.json')).toMatchObject({
    ContentType: 'application/json',
    Metadata: {
      reason: 'too%20large',
      published: encodeURIComponent(logEvent(1).published ?? ''),
      'set-aside-at': clock.now().toISOString(),
    },
  });
});

test('lets no event name an object outside its stream', async () => {
  const { store, head } = bucket();

  await store.setAside(stream, logEvent(1, { id: '../B/event' }), 'too large');

  expect(await head('A/..%2FB%2Fevent.json')).toBeDefined();
});

test('loads no S3 client before there is an event to set aside', () => {
  let loaded = 0;
  undeliverableBucket(
    async () => {
      loaded += 1;
      return emulators.s3;
    },
    'bucket',
    clock.now,
  );

  expect(loaded).toBe(0);
});

test('asks again for a client that could not be loaded', async () => {
  const Bucket = emulators.createBucket();
  let tries = 0;
  const loadClient = async () => {
    tries += 1;
    if (tries === 1) throw new Error('the module could not be loaded');
    return emulators.s3;
  };
  const store = undeliverableBucket(loadClient, Bucket, clock.now);
  await expect(store.setAside(stream, logEvent(1), 'too large')).rejects.toThrow('could not be loaded');

  await expect(store.setAside(stream, logEvent(1), 'too large')).resolves.toBeUndefined();
});

// JSON can name half a surrogate pair; an event that cannot be set aside holds up its stream for ever.
test('keeps an event whose id holds half a surrogate pair', async () => {
  const { store, head } = bucket();

  await store.setAside(stream, logEvent(1, { id: '\ud800' }), 'too large');

  expect(await head('A/%EF%BF%BD.json')).toBeDefined();
});

test('keeps events whose ids are too long for a key, each under its own', async () => {
  const { store, keys } = bucket();
  const ids = ['漢'.repeat(200), `${'漢'.repeat(199)}字`, '漢'.repeat(100)];

  for (const id of ids) await store.setAside(stream, logEvent(1, { id }), 'too large');

  expect(await keys()).toHaveLength(3);
  expect((await keys()).every((key) => Buffer.byteLength(key) <= 1_024)).toBe(true);
  expect(await keys()).toContain(`A/${encodeURIComponent('漢'.repeat(100))}.json`);
});

test('keeps to the 2 KB that S3 allows for metadata, however long the reason', async () => {
  const { store, head } = bucket();

  await store.setAside(stream, logEvent(1), 'ü'.repeat(600));

  const { Metadata = {} } = await head('A/event-0001.json');
  expect(Object.entries(Metadata).flat().join('').length).toBeLessThanOrEqual(2_048);
});
