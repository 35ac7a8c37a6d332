import { parentPort, workerData } from 'node:worker_threads';
import type { Task } from './plan.ts';
import { targetNamed } from './targets.ts';

/** How many inputs of its task this worker has begun: the one thing that is told while an input may hang. */
const begun = new Int32Array(workerData as SharedArrayBuffer);

parentPort?.on('message', ({ target, ...batch }: Task) => {
  Atomics.store(begun, 0, 0);
  const onInput = (count: number) => Atomics.store(begun, 0, count);
  void targetNamed(target)
    .run({ ...batch, onInput })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    .then((result) => parentPort?.postMessage(result));
});
