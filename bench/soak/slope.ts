/** A straight line through points, by least squares. */
export interface Slope {
  /** Of y, for one of x. */
  readonly perX: number;
  /** How far chance alone may have bent it: the standard error. */
  readonly error: number;
}

/** Fails with a RangeError on fewer than three points, or none apart from one another. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const n = points.length;
  const mean = (of: (point: readonly [number, number]) => number) => points.reduce((sum, p) => sum + of(p), 0) / n;
  const meanX = mean(([x]) => x);
  const meanY = mean(([, y]) => y);
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (n < 3 || spread === 0) throw new RangeError(`a slope takes three points that are apart; got ${n}`);

  const perX = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - perX * (x - meanX)) ** 2, 0);
  return { perX, error: Math.sqrt(rest / (n - 2) / spread) };
}
