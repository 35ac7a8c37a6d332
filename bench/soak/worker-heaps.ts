import type { Worker } from 'node:worker_threads';

/** The heaps of the threads in which functions run, whoever started them. */
export interface WorkerHeaps {
  /** JavaScript heap and external memory of all of them together. */
  sampleBytes(): Promise<number>;
  stop(): void;
}

export function workerHeaps(): WorkerHeaps {
  const workers = new Set<Worker>();
  const watch = (worker: Worker): void => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  };
  process.on('worker', watch);
  return {
    async sampleBytes() {
      // One that ends meanwhile gives no answer, and has no heap.
      const bytes = await Promise.all([...workers].map((worker) => bytesOf(worker).catch(() => 0)));
      return bytes.reduce((sum, each) => sum + each, 0);
    },
    stop: () => void process.off('worker', watch),
  };
}

async function bytesOf(worker: Worker): Promise<number> {
  const { used_heap_size: used, external_memory: external } = await worker.getHeapStatistics();
  return used + external;
}
