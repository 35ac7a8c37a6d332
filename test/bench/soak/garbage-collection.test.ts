import { EventEmitter, once } from 'node:events';
import type { Session } from 'node:inspector/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { type GarbageCollection, garbageCollection } from '../../../bench/soak/garbage-collection.ts';

/** A thread that keeps as much as it is told to, and then drops it; told a negative length, it ends. */
const LITTERING = `
  const { parentPort } = require('node:worker_threads');
  let kept;
  parentPort.on('message', (length) => {
    if (length < 0) return parentPort.close();
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

/** The inspector of a process whose only thread answers one request and has ended when the answer is read. */
function sessionOfAThreadThatAnswersOnce(): Session {
  const session = new EventEmitter();
  const sessionId = '1';
  const tell = (event: string, params: object) =>
    session.emit(`NodeWorker.${event}`, { params: { sessionId, ...params } });
  let isThere = true;
  const post = async (method: string): Promise<void> => {
    if (method === 'NodeWorker.enable') tell('attachedToWorker', {});
    if (method !== 'NodeWorker.sendMessageToWorker' || !isThere) return;

    isThere = false;
    tell('receivedMessageFromWorker', { message: '{"id":1,"result":{"usedSize":1}}' });
    tell('detachedFromWorker', {});
  };
  return Object.assign(session, { connect() {}, disconnect() {}, post }) as unknown as Session;
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
  const ended = once(worker, 'exit');
  worker.postMessage(-1);
  await Promise.all([collected, ended]);

  await expect(garbage.collect()).resolves.toEqual({ workersBytes: 0 });
});

test('a thread that ends between its two answers does not hold a collection up', async () => {
  garbage = await garbageCollection(sessionOfAThreadThatAnswersOnce());

  await expect(garbage.collect()).resolves.toEqual({ workersBytes: 0 });
});
