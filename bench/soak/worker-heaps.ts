import type { Worker } from 'node:worker_threads';
import { type HeapSample, heapSample } from './memory-sample.ts';

/** The heaps of the threads in which functions run, whoever started them. */
export interface WorkerHeaps {
  /** All of them together. */
  sample(): Promise<HeapSample>;
  stop(): void;
}

const NO_HEAP: HeapSample = { usedBytes: 0, pageBytes: 0 };

export function workerHeaps(): WorkerHeaps {
  const workers = new Set<Worker>();
  const watch = (worker: Worker): void => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  };
  process.on('worker', watch);
  return {
    async sample() {
      const heaps = await Promise.all([...workers].map(heapOf));
      return heaps.reduce(
        (sum, heap) => ({ usedBytes: sum.usedBytes + heap.usedBytes, pageBytes: sum.pageBytes + heap.pageBytes }),
        NO_HEAP,
      );
    },
    stop: () => void process.off('worker', watch),
  };
}

/** One that ends meanwhile gives no answer, and has no heap. */
const heapOf = (worker: Worker): Promise<HeapSample> => worker.getHeapStatistics().then(heapSample, () => NO_HEAP);
