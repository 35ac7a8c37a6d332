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
  const heapPages = lowWater(WINDOW_MS);
  const outsideHeaps = lowWater(WINDOW_MS);
  const mainHeap = lowWater(WINDOW_MS);
  const workerHeaps = lowWater(WINDOW_MS);
  const theirs = lowWater(WINDOW_MS);
  const handles: (readonly [number, number])[] = [];

  return {
    async sample(elapsedMs) {
      const functions = await heaps.sample();
      const { rssBytes, mainHeap: main, handles: open } = memorySample();
      const pageBytes = functions.pageBytes + main.pageBytes;
      rss.add(elapsedMs, rssBytes);
      heapPages.add(elapsedMs, pageBytes);
      outsideHeaps.add(elapsedMs, rssBytes - pageBytes);
      mainHeap.add(elapsedMs, main.usedBytes);
      workerHeaps.add(elapsedMs, functions.usedBytes);
      if (open !== undefined) handles.push([elapsedMs, open]);
      theirs.add(elapsedMs, (await emulators.call('memory', undefined)).rssBytes);
    },
    get memory() {
      return {
        rss: rss.points,
        heapPages: heapPages.points,
        outsideHeaps: outsideHeaps.points,
        mainHeap: mainHeap.points,
        workerHeaps: workerHeaps.points,
        emulators: theirs.points,
      };
    },
    handles,
  };
}
