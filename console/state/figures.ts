import { duration } from '../../cli/times.ts';

const NONE = '–';

/** Made once: each would take longer than what it formats. */
const COUNT = new Intl.NumberFormat('en-US');

export const countText = (count: number): string => COUNT.format(count);

export const lagText = (seconds: number | undefined): string => (seconds === undefined ? NONE : duration(seconds));

/** Events a second: digits where they say something. */
export function rateText(rate: number | undefined): string {
  if (rate === undefined) return NONE;
  if (rate === 0) return '0/s';
  if (rate < 0.1) return '<0.1/s';
  return `${rate < 10 ? rate.toFixed(1) : countText(Math.round(rate))}/s`;
}
