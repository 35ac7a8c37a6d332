import { Worker } from 'node:worker_threads';
import type { Done } from './fuzz-report.ts';
import type { BatchResult } from './fuzz-target.ts';
import type { Task } from './plan.ts';

/** So long may one input take, on the busiest machine. One that takes longer does not end, or not before it matters. */
const HANGS_MS = 120_000;

export interface RunOptions {
  readonly workers: number;
  readonly onDone: (done: Done) => void;
}

/** Does the tasks side by side. A target that has failed is left alone from then on: one failure is looked at first. */
export async function runTasks(tasks: readonly Task[], { workers, onDone }: RunOptions): Promise<readonly Done[]> {
  const waiting = [...tasks];
  const failed = new Set<string>();
  const all: Done[] = [];

  const next = (): Task | undefined => {
    for (let task = waiting.shift(); task; task = waiting.shift()) if (!failed.has(task.target)) return task;
    return undefined;
  };

  const work = async (): Promise<void> => {
    let worker = startWorker();
    for (let task = next(); task; task = next()) {
      const result = await worker.run(task);
      if (result.failure) failed.add(task.target);
      const done = { task, result };
      all.push(done);
      onDone(done);
      if (worker.hasEnded()) worker = startWorker();
    }
    await worker.end();
  };

  await Promise.all(Array.from({ length: workers }, work));
  return all;
}

function startWorker() {
  const begun = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('fuzz-worker.ts', import.meta.url), { workerData: begun.buffer });
  let hasEnded = false;
  let finish: (result: BatchResult) => void = () => undefined;
  let seed = 0;

  /** A worker that dies or hangs is a failure of the input that it was at. */
  const die = (error: string) => {
    hasEnded = true;
    void worker.terminate();
    const at = Atomics.load(begun, 0);
    finish({ inputs: at, refused: 0, failure: { seed, path: String(at), input: 'the one of that path', error } });
  };
  worker.on('message', (result: BatchResult) => finish(result));
  worker.on('error', (error) => die(String(Reflect.get(Object(error), 'stack') ?? error)));
  worker.on('exit', (code) => die(`the worker ended with code ${code}`));

  return {
    hasEnded: () => hasEnded,
    end: () => worker.terminate(),
    async run(task: Task): Promise<BatchResult> {
      ({ seed } = task);
      const watchdog = watchFor(begun, () => die(`an input takes longer than ${HANGS_MS / 1_000} s`));
      const { promise, resolve } = Promise.withResolvers<BatchResult>();
      finish = resolve;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(task);
      return promise.finally(() => clearInterval(watchdog));
    },
  };
}

/** Calls back when the count of inputs stands still. */
function watchFor(begun: Int32Array, onHang: () => void): NodeJS.Timeout {
  let last = -1;
  let sinceMs = performance.now();
  return setInterval(() => {
    const count = Atomics.load(begun, 0);
    if (count !== last) {
      last = count;
      sinceMs = performance.now();
    } else if (performance.now() - sinceMs > HANGS_MS) {
      onHang();
    }
  }, 1_000);
}
