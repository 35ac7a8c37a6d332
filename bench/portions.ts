import type { Emulators } from './emulators.ts';
import type { Portion } from './measurement.ts';

export const PAGE_EVENTS = 1_000;

/** All pages, and the last few of them alone, to warm up with. */
export interface Portions {
  readonly timed: Portion;
  readonly warmUp: Portion;
  readonly meanBytes: number;
}

/** Persists pages; a polling request that begins with them reads to the end of the log, so no others may follow. */
export async function persistPages(
  emulators: Emulators,
  size: { readonly pages: number; readonly warmUpPages: number; readonly bytesPerEvent?: number },
): Promise<Portions> {
  const { pages, warmUpPages, ...length } = size;
  const first = await emulators.call('persist', { events: (pages - warmUpPages) * PAGE_EVENTS, ...length });
  const warmUp = await emulators.call('persist', { events: warmUpPages * PAGE_EVENTS, ...length });
  const events = first.events + warmUp.events;
  const meanBytes = (first.meanBytes * first.events + warmUp.meanBytes * warmUp.events) / events;
  return { timed: { since: first.since, events }, warmUp, meanBytes };
}
