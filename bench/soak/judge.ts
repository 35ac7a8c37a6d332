import type { Check } from '../checks.ts';
import { type LagHistogram, mergeLags, percentileMs } from './lag-histogram.ts';
import type { SoakTarget } from './soak-calls.ts';
import { slopeOf } from './slope.ts';

type Points = readonly (readonly [elapsedMs: number, value: number])[];

const HOUR_MS = 3_600_000;
const MB = 1_000_000;

/** In a shorter run caches and compiled code still grow to their size. */
const MIN_MINUTES_FOR_MEMORY = 10;
/** Beyond what can be told from chance. The standard error shrinks with the run: longer ones see smaller leaks. */
const MAX_MB_PER_HOUR = 30;
const MAX_MORE_HANDLES = 10;
const MAX_LAG_RATIO = 1.25;
const LAG_SLACK_MS = 1_000;

const check = (isMet: boolean, text: string): Check => ({ isMet, text });

/** Nothing is missing, nothing is invented, and Splunk, which keeps an order, has the org's. */
export function checkTargets(targets: readonly SoakTarget[], total: number): readonly Check[] {
  const lost = sum(targets.map(({ accepted }) => total - accepted));
  const unknown = sum(targets.map((target) => target.unknown));
  const outOfOrder = sum(targets.filter(isSplunk).map((target) => target.outOfOrder));
  return [
    check(lost === 0, `no event is lost: ${lost} of ${total * targets.length}`),
    check(unknown === 0, `no event arrives that the org never had: ${unknown}`),
    check(outOfOrder === 0, `Splunk's streams are in the org's order: ${outOfOrder} out of order`),
  ];
}

export const isSplunk = ({ key }: Pick<SoakTarget, 'key'>): boolean => !key.startsWith('arn:');

/** Lags of the streams whose target never goes: the last third of the run against the first. */
export function checkLag(windows: readonly LagHistogram[], windowsInRun: number): readonly Check[] {
  const third = Math.floor(windowsInRun / 3);
  if (third < 1) return [check(true, 'lag is flat: the run is too short to tell')];
  const first = mergeLags(windows.slice(0, third));
  const last = mergeLags(windows.slice(windowsInRun - third, windowsInRun));
  return [50, 95].map((percentile) => {
    const before = percentileMs(first, percentile) ?? Number.NaN;
    const after = percentileMs(last, percentile) ?? Number.NaN;
    return check(
      after <= before * MAX_LAG_RATIO + LAG_SLACK_MS,
      `lag is flat: p${percentile} ${seconds(before)} s in the first third, ${seconds(after)} s in the last`,
    );
  });
}

/** Bytes over time: the slope of the second half of the run is none, as far as can be told. */
export function checkMemory(what: string, points: Points, minutes: number): Check {
  const half = points.filter(([ms]) => ms >= minutes * 30_000);
  if (minutes < MIN_MINUTES_FOR_MEMORY || half.length < 5) {
    return check(true, `${what} does not grow: a run of less than ${MIN_MINUTES_FOR_MEMORY} minutes does not tell`);
  }
  const { perX, error } = slopeOf(half);
  const [perHour, errorPerHour] = [(perX * HOUR_MS) / MB, (error * HOUR_MS) / MB];
  return check(
    perHour - 2 * errorPerHour <= MAX_MB_PER_HOUR,
    `${what} does not grow: ${perHour.toFixed(1)} ± ${errorPerHour.toFixed(1)} MB an hour over the second half, ` +
      `at most ${MAX_MB_PER_HOUR}`,
  );
}

/** A heap that its limit no longer holds ends its function, and so do a time-out and an error that nobody caught. */
export function checkCrashes(functions: readonly { readonly name: string; readonly crashes: number }[]): Check {
  const crashed = functions.filter(({ crashes }) => crashes > 0);
  const which = crashed.map(({ name, crashes }) => `${name} ${crashes}`).join(', ');
  return check(crashed.length === 0, `no function crashes: ${which === '' ? 'none did' : which}`);
}

/** The greatest number of the last quarter against that of the second. */
export function checkHandles(points: Points, minutes: number): Check {
  const runMs = minutes * 60_000;
  const most = (from: number, to: number): number =>
    Math.max(0, ...points.filter(([ms]) => ms >= from * runMs && ms < to * runMs).map(([, count]) => count));
  const [before, after] = [most(0.25, 0.5), most(0.75, 1)];
  return check(
    after <= before + MAX_MORE_HANDLES,
    `open handles do not grow: at most ${before} in the second quarter, ${after} in the last`,
  );
}

export const seconds = (ms: number): string => (ms / 1000).toFixed(1);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
