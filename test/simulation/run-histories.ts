import { Worker } from 'node:worker_threads';
import type { Patch } from './mutate.ts';
import type { Order, Told, WorkerData } from './worker.ts';

const CHUNK = 10;

/**
 * Lives the histories of `count` seeds from `first` on, on so many threads. `onTold` hears of each, in no order, and
 * ends the run by answering false.
 */
export async function runHistories(
  options: {
    readonly first: number;
    readonly count: number;
    readonly threads: number;
    readonly patches?: readonly Patch[];
  },
  onTold: (told: Told) => boolean,
): Promise<void> {
  const { first, count, threads, patches = [] } = options;
  const end = first + count;
  let next = first;
  let isWanted = true;
  const chunk = (): number[] => {
    const seeds = Array.from({ length: Math.min(CHUNK, end - next) }, (_, index) => next + index);
    next += seeds.length;
    return seeds;
  };

  const workers: Worker[] = [];
  const runThread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), {
        workerData: { patches } satisfies WorkerData,
        execArgv: ['--disable-warning=ExperimentalWarning'],
      });
      const give = (): void => {
        const seeds = isWanted ? chunk() : [];
        tell(worker, seeds.length > 0 ? seeds : 'stop');
      };
      worker.on('error', reject);
      worker.on('message', (message: Told | 'more') => {
        if (message === 'more') return give();
        if (isWanted && !onTold(message)) {
          isWanted = false;
          for (const each of workers) tell(each, 'stop');
        }
      });
      // It ends by itself: a thread that is terminated while it begins to compress takes the process with it.
      worker.on('exit', () => resolve());
      workers.push(worker);
      give();
    });
  await Promise.all(Array.from({ length: threads }, runThread));
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const tell = (worker: Worker, order: Order): void => worker.postMessage(order);
