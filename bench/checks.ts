import type { LargeEvents } from './large-events.ts';
import { figuresOf } from './measurement.ts';
import type { Outage } from './outage.ts';
import { PAGE_EVENTS } from './portions.ts';
import type { MeasuredRow } from './rows.ts';

export interface Check {
  readonly isMet: boolean;
  /** What must hold, and what was found. */
  readonly text: string;
}

/** One stream must keep up with twice the rate at which Okta's limits let one be read. */
const MIN_EVENTS_PER_SECOND = 2_000;

const check = (isMet: boolean, text: string): Check => ({ isMet, text });

/** Every run brought all events, once and, where the target keeps an order, in order. */
export const checkRow = ({ who, target, measurements }: MeasuredRow): Check[] =>
  measurements.flatMap(({ events, received }, index) => {
    const { accepted, duplicates, outOfOrder, calls } = received;
    const run = `run ${index + 1} of ${who} to ${target}`;
    const maxCalls = Math.ceil(events / PAGE_EVENTS) + 1;
    return [
      check(
        accepted === events && duplicates === 0,
        `${run}: ${events} events accepted once (${accepted} accepted, ${duplicates} duplicates)`,
      ),
      check(calls.okta <= maxCalls, `${run}: at most ${maxCalls} calls to Okta (${calls.okta})`),
      ...(target === 'splunk_cloud_logstreaming'
        ? [check(outOfOrder === 0, `${run}: in the org's order (${outOfOrder} out of order)`)]
        : []),
    ];
  });

export const checkRate = ({ target, measurements }: MeasuredRow): Check => {
  const rate = Math.round(figuresOf(measurements).eventsPerSecond);
  return check(
    rate > MIN_EVENTS_PER_SECOND,
    `one stream to ${target} sustains more than ${MIN_EVENTS_PER_SECOND} events/s (${rate})`,
  );
};

export const checkMemory = (
  { target, events, accepted, peakHeapMb, meanBytes }: LargeEvents,
  memoryMb: number,
): Check[] => [
  check(
    peakHeapMb <= memoryMb,
    `pages of ${Math.round(meanBytes)}-byte events to ${target} stay within ${memoryMb} MB (peak heap ${Math.round(peakHeapMb)} MB)`,
  ),
  check(accepted === events, `all ${events} large events reach ${target} (${accepted})`),
];

export const checkOutage = ({ target, refused }: Outage): Check =>
  check(refused === 0, `Okta refuses no request while a stream to ${target} catches up (${refused} refused)`);
