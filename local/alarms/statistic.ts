/** One value of those of a period, which are at least one. Fails by name on a statistic that is not played. */
export function statistic(name: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'SampleCount':
      return values.length;
    case 'Minimum':
      return values.reduce((least, value) => Math.min(least, value));
    case 'Maximum':
      return values.reduce((greatest, value) => Math.max(greatest, value));
    default:
      return percentile(name, values);
  }
}

/** By nearest rank; CloudWatch estimates from a histogram and comes close to it. */
function percentile(name: string, values: readonly number[]): number {
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1] ?? Number.NaN);
  if (Number.isNaN(percent)) throw new Error(`the statistic ${name} is not played`);
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}
