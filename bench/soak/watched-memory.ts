import type { CalledProcess } from '../called-process.ts';
import type { GarbageCollection } from './garbage-collection.ts';
import { lowWater } from './low-water.ts';
import { memorySample } from './memory-sample.ts';
import type { SoakResult } from './result.ts';
import type { SoakCalls } from './soak-calls.ts';

const EVERY_MS = 30_000;
const WINDOW_MS = 60_000;

/**
 * Memory and open handles over the time of a run: of this process, its functions, and the process with the emulators.
 *
 * Memory is what a full garbage collection leaves. Between two of its own, a heap grows whatever the program does, and
 * V8 gives it more room rather than collect more often, up to its limit: the process takes more, and no heap keeps it.
 */
export function watchedMemory(
  garbage: GarbageCollection,
  emulators: CalledProcess<SoakCalls>,
): {
  sample(elapsedMs: number): Promise<void>;
  readonly memory: SoakResult['memory'];
  readonly handles: SoakResult['handles'];
} {
  const memory = {
    rss: lowWater(WINDOW_MS),
    mainHeap: lowWater(WINDOW_MS),
    workerHeaps: lowWater(WINDOW_MS),
    emulators: lowWater(WINDOW_MS),
  };
  const handles: (readonly [number, number])[] = [];
  let nextMs = 0;

  return {
    async sample(elapsedMs) {
      const open = memorySample().handles;
      if (open !== undefined) handles.push([elapsedMs, open]);
      if (elapsedMs < nextMs) return;

      nextMs += EVERY_MS;
      const { workersBytes } = await garbage.collect();
      const { rssBytes, heapBytes } = memorySample();
      memory.rss.add(elapsedMs, rssBytes);
      memory.mainHeap.add(elapsedMs, heapBytes);
      memory.workerHeaps.add(elapsedMs, workersBytes);
      memory.emulators.add(elapsedMs, (await emulators.call('memory', undefined)).rssBytes);
    },
    get memory() {
      return {
        rss: memory.rss.points,
        mainHeap: memory.mainHeap.points,
        workerHeaps: memory.workerHeaps.points,
        emulators: memory.emulators.points,
      };
    },
    handles,
  };
}
