import { readdirSync } from 'node:fs';
import { getHeapStatistics, type HeapInfo } from 'node:v8';

/** One heap, or several together, at one moment. */
export interface HeapSample {
  /** What JavaScript uses: the heap and the buffers outside it. */
  readonly usedBytes: number;
  /** Memory that V8 holds for the heap, used or not. */
  readonly pageBytes: number;
}

/** A process at one moment. */
export interface MemorySample {
  readonly rssBytes: number;
  readonly mainHeap: HeapSample;
  /** Open files, sockets and pipes; undefined where the system does not tell. */
  readonly handles?: number | undefined;
}

export function memorySample(): MemorySample {
  return {
    rssBytes: process.memoryUsage.rss(),
    mainHeap: heapSample(getHeapStatistics()),
    handles: openHandles(),
  };
}

export const heapSample = (heap: HeapInfo): HeapSample => ({
  usedBytes: heap.used_heap_size + heap.external_memory,
  pageBytes: heap.total_physical_size,
});

function openHandles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
