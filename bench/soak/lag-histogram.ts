/** Lags counted in buckets that are 5 % wide, so that any number of them takes the same memory. */
export interface LagHistogram {
  readonly counts: readonly number[];
  readonly maxMs: number;
}

const WIDTH = 1.05;
/** The last one reaches beyond a day. */
const BUCKETS = 380;

/** Windows of equal length, one histogram each; a lag belongs to the window in which its event arrived. */
export interface LagWindows {
  add(elapsedMs: number, lagMs: number): void;
  readonly windows: readonly LagHistogram[];
}

export function lagWindows(windowMs: number): LagWindows {
  const windows: { readonly counts: Uint32Array; maxMs: number }[] = [];
  return {
    add(elapsedMs, lagMs) {
      const index = Math.max(0, Math.floor(elapsedMs / windowMs));
      while (windows.length <= index) windows.push({ counts: new Uint32Array(BUCKETS), maxMs: 0 });
      const window = windows[index];
      if (!window) return;
      const bucket = bucketOf(lagMs);
      window.counts[bucket] = (window.counts[bucket] ?? 0) + 1;
      window.maxMs = Math.max(window.maxMs, lagMs);
    },
    get windows() {
      return windows.map(({ counts, maxMs }) => ({ counts: [...counts], maxMs }));
    },
  };
}

const bucketOf = (ms: number): number =>
  Math.min(BUCKETS - 1, Math.ceil(Math.log(Math.max(1, ms)) / Math.log(WIDTH)));

export const mergeLags = (histograms: readonly LagHistogram[]): LagHistogram => ({
  counts: Array.from({ length: BUCKETS }, (_, bucket) =>
    histograms.reduce((sum, { counts }) => sum + (counts[bucket] ?? 0), 0),
  ),
  maxMs: Math.max(0, ...histograms.map(({ maxMs }) => maxMs)),
});

/** Nearest rank, 0 to 100, at most 5 % too great; undefined when nothing was counted. */
export function percentileMs({ counts, maxMs }: LagHistogram, percentile: number): number | undefined {
  if (!(percentile >= 0 && percentile <= 100)) throw new RangeError(`percentile must be 0 to 100; got ${percentile}`);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil((percentile / 100) * total));
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return Math.min(maxMs, WIDTH ** bucket);
  }
  return maxMs;
}
