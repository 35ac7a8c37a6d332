/** One thread of a simulation: lives the histories that it is sent, with the mutation that it was started with. */
import { parentPort, workerData } from 'node:worker_threads';
import type { History } from './history.ts';
import { mutate, type Patch } from './mutate.ts';

export interface WorkerData {
  readonly patches: readonly Patch[];
}

/** Seeds whose histories to live, or to end behind the history at hand. */
export type Order = readonly number[] | 'stop';

/** A history as it is told to another thread. */
export interface Told extends Omit<History, 'reached' | 'plan' | 'trace'> {
  readonly seed: number;
  readonly reached: readonly (readonly [string, number])[];
}

const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');
const { patches } = workerData as WorkerData;
if (patches.length > 0) mutate(patches);
const { live } = await import('./history.ts');

let isStopped = false;
port.on('message', (order: Order) => {
  if (order === 'stop') isStopped = true;
  const seeds = order === 'stop' ? [] : order;
  void (async () => {
    for (const seed of seeds) {
      if (isStopped) break;
      const { plan: _plan, trace: _trace, reached, ...history } = await live({ seed });
      port.postMessage({ ...history, seed, reached: [...reached] } satisfies Told);
    }
    // A thread ends when nobody can send it anything any more.
    if (isStopped) port.close();
    else port.postMessage('more');
  })();
});
