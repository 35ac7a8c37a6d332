import type { CalledProcess } from '../called-process.ts';
import { lowWater } from './low-water.ts';
import { memorySample } from './memory-sample.ts';
import type { SoakResult } from './result.ts';
import type { SoakCalls } from './soak-calls.ts';
import type { WorkerHeaps } from './worker-heaps.ts';

const WINDOW_MS = 30_000;

/** Memory and open handles over the time of a run: of this process, its functions, and the process with the emulators. */
export function watchedMemory(
  heaps: WorkerHeaps,
  emulators: CalledProcess<SoakCalls>,
): {
  sample(elapsedMs: number): Promise<void>;
  readonly memory: SoakResult['memory'];
  readonly handles: SoakResult['handles'];
} {
  const rss = lowWater(WINDOW_MS);
  const mainHeap = lowWater(WINDOW_MS);
  const workerHeaps = lowWater(WINDOW_MS);
  const theirs = lowWater(WINDOW_MS);
  const handles: (readonly [number, number])[] = [];

  return {
    async sample(elapsedMs) {
      const ours = memorySample();
      rss.add(elapsedMs, ours.rssBytes);
      mainHeap.add(elapsedMs, ours.heapBytes);
      if (ours.handles !== undefined) handles.push([elapsedMs, ours.handles]);
      workerHeaps.add(elapsedMs, (await heaps.sample()).bytes);
      theirs.add(elapsedMs, (await emulators.call('memory', undefined)).rssBytes);
    },
    get memory() {
      return {
        rss: rss.points,
        mainHeap: mainHeap.points,
        workerHeaps: workerHeaps.points,
        emulators: theirs.points,
      };
    },
    handles,
  };
}
