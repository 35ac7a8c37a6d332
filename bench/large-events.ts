import type { TargetType } from './emulator-calls.ts';
import { type Bench, measurePipeline } from './pipeline.ts';
import { persistPages } from './portions.ts';
import { TARGETS } from './rows.ts';
import type { Stack } from './stack.ts';

/** The functions' memory with pages of large events. */
export interface LargeEvents {
  readonly target: TargetType;
  readonly events: number;
  readonly meanBytes: number;
  readonly accepted: number;
  readonly peakHeapMb: number;
}

const SIZE = { pages: 20, warmUpPages: 1, bytesPerEvent: 5_000 };

export async function measureLargeEvents(bench: Bench, stack: Stack): Promise<LargeEvents[]> {
  const { meanBytes, ...portions } = await persistPages(bench.emulators, SIZE);
  const results: LargeEvents[] = [];
  for (const target of TARGETS) {
    const { events, received, peakHeapBytes } = await measurePipeline(bench, stack, target, portions);
    results.push({ target, events, meanBytes, accepted: received.accepted, peakHeapMb: peakHeapBytes / 1_000_000 });
  }
  return results;
}
