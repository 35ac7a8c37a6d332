import { type Sample, WINDOW_MS } from './history.ts';

/**
 * Which of a stream's figures, and the least that its plot's height stands for: the lag that comes and goes with each
 * poll stays small.
 */
export const SERIES = {
  lag: { valueOf: ({ lagSeconds }: Sample) => lagSeconds, least: 100 },
  rate: { valueOf: ({ rate }: Sample) => rate, least: 1 },
} as const;

export type Series = keyof typeof SERIES;

export interface Plot {
  /** SVG path data. */
  readonly line: string;
  readonly area: string;
  /** What the top of the plot stands for. */
  readonly top: number;
  readonly latest: number | undefined;
  readonly highest: number | undefined;
}

/** A longer pause than this is drawn as one. */
const GAP_MS = 30_000;

/**
 * The last minutes of one figure, newest at the right edge. Coordinates are whole numbers, for which there should be
 * several to a pixel: with two hundred streams on the page it is their writing that takes the time.
 */
export function plotOf(
  samples: readonly Sample[],
  series: Series,
  { now, width, height }: { readonly now: number; readonly width: number; readonly height: number },
): Plot {
  const { valueOf, least } = SERIES[series];
  let highest: number | undefined;
  let latest: number | undefined;
  for (const sample of samples) {
    latest = valueOf(sample) ?? latest;
    if (latest !== undefined && (highest === undefined || latest > highest)) highest = latest;
  }
  const top = roundedUp(Math.max(least, highest ?? 0));

  let line = '';
  let area = '';
  let run = '';
  let runFrom = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const endRun = (): void => {
    line += run;
    if (run !== '') area += `${run}V${height}H${runFrom}Z`;
    run = '';
  };
  for (const sample of samples) {
    const value = valueOf(sample);
    if (value === undefined) continue;
    const x = Math.round(width * (1 - (now - sample.at) / WINDOW_MS));
    const y = Math.round(height * (1 - value / top));
    if (sample.at - lastAt > GAP_MS) endRun();
    if (run === '') {
      run = `M${x} ${y}`;
      runFrom = x;
    } else {
      run += `L${x} ${y}`;
    }
    lastAt = sample.at;
  }
  endRun();
  return { line, area, top, latest, highest };
}

/** To 1, 2 or 5 and zeros: a scale that changes seldom and reads well. */
function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => value <= step * power) ?? 10) * power;
}
