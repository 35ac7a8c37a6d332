import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { type GarbageCollection, garbageCollection } from '../../../bench/soak/garbage-collection.ts';

/** A thread that keeps as much as it is told to, and then drops it. */
const LITTERING = `
  const { parentPort } = require('node:worker_threads');
  let kept;
  parentPort.on('message', (length) => {
    kept = length > 0 ? Array.from({ length }, (_, index) => ({ index })) : undefined;
    parentPort.postMessage('done');
  });
`;
const GARBAGE_OBJECTS = 200_000;
const GARBAGE_BYTES = GARBAGE_OBJECTS * 16;

let garbage: GarbageCollection | undefined;
const workers: Worker[] = [];

function thread(): Worker {
  const worker = new Worker(LITTERING, { eval: true });
  workers.push(worker);
  return worker;
}

/** Answers how much of the thread's heap was used before it dropped the garbage. */
async function litter(worker: Worker): Promise<number> {
  worker.postMessage(GARBAGE_OBJECTS);
  await once(worker, 'message');
  const bytes = await usedBytes(worker);
  worker.postMessage(0);
  await once(worker, 'message');
  return bytes;
}

const usedBytes = async (worker: Worker): Promise<number> => (await worker.getHeapStatistics()).used_heap_size;

afterEach(async () => {
  garbage?.stop();
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

test('a collection frees what threads dropped, those that were there before and those that came later', async () => {
  const before = thread();
  await litter(before);
  garbage = await garbageCollection();
  const later = thread();
  const littered = [await litter(before), await litter(later)];
  const { workersBytes } = await garbage.collect();

  expect(littered[0]).toBeGreaterThan((await usedBytes(before)) + GARBAGE_BYTES);
  expect(littered[1]).toBeGreaterThan((await usedBytes(later)) + GARBAGE_BYTES);
  expect(workersBytes).toBeGreaterThan(GARBAGE_BYTES);
  expect(workersBytes).toBeLessThan((littered[0] ?? 0) + (littered[1] ?? 0) - 2 * GARBAGE_BYTES);
});

test('a thread that ends meanwhile does not hold a collection up', async () => {
  const worker = thread();
  await litter(worker);
  garbage = await garbageCollection();
  const collected = garbage.collect();
  await worker.terminate();
  await collected;

  await expect(garbage.collect()).resolves.toEqual({ workersBytes: 0 });
});
