import type { Worker } from 'node:worker_threads';

/** The greatest heap of any worker thread that this process starts, as samples show it. */
export interface HeapWatch {
  readonly peakBytes: number;
  reset(): void;
  stop(): void;
}

const SAMPLE_MS = 20;

/** Sees workers that others start: `local/` runs the functions, and knows nothing of this. */
export function watchHeaps(): HeapWatch {
  const workers = new Set<Worker>();
  let peakBytes = 0;

  const sample = async (worker: Worker): Promise<void> => {
    const { used_heap_size: used, external_memory: external } = await worker.getHeapStatistics();
    peakBytes = Math.max(peakBytes, used + external);
  };
  const watch = (worker: Worker): void => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  };
  process.on('worker', watch);
  // A worker that ends meanwhile gives no answer.
  const timer = setInterval(() => {
    for (const worker of workers) void sample(worker).catch(() => undefined);
  }, SAMPLE_MS);

  return {
    get peakBytes() {
      return peakBytes;
    },
    reset() {
      peakBytes = 0;
    },
    stop() {
      clearInterval(timer);
      process.off('worker', watch);
    },
  };
}
