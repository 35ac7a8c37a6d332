import { readdirSync } from 'node:fs';

/** A process at one moment. */
export interface MemorySample {
  readonly rssBytes: number;
  /** Of the main thread. */
  readonly heapBytes: number;
  /** Open files, sockets and pipes; undefined where the system does not tell. */
  readonly handles?: number | undefined;
}

export function memorySample(): MemorySample {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed + external, handles: openHandles() };
}

function openHandles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
