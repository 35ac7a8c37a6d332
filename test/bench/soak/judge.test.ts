import { describe, expect, test } from '@jest/globals';
import { checkCrashes, checkHandles, checkLag, checkMemory, checkTargets } from '../../../bench/soak/judge.ts';
import { lagWindows } from '../../../bench/soak/lag-histogram.ts';
import type { SoakTarget } from '../../../bench/soak/soak-calls.ts';

const whole = (key: string): SoakTarget => ({
  key,
  accepted: 10,
  duplicates: 3,
  outOfOrder: 0,
  unknown: 0,
  missing: [],
});
const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/soak-1';

const failures = (targets: readonly SoakTarget[]) =>
  checkTargets(targets, 10)
    .filter(({ isMet }) => !isMet)
    .map(({ text }) => text);

describe('targets', () => {
  test('that have everything pass, whatever came twice', () => {
    expect(failures([whole('token'), whole(BUS)])).toEqual([]);
  });

  test('that lack an event fail', () => {
    expect(failures([whole('token'), { ...whole(BUS), accepted: 9, missing: [4] }])).toEqual([
      'no event is lost: 1 of 20',
    ]);
  });

  test('that got an event of their own making fail', () => {
    expect(failures([{ ...whole(BUS), unknown: 2 }])).toEqual(['no event arrives that the org never had: 2']);
  });

  test('fail out of order at Splunk, not at a bus, whose requests run side by side', () => {
    expect(failures([{ ...whole(BUS), outOfOrder: 7 }])).toEqual([]);
    expect(failures([{ ...whole('token'), outOfOrder: 7 }])).toEqual([
      "Splunk's streams are in the org's order: 7 out of order",
    ]);
  });
});

describe('lag', () => {
  const lags = (ofWindow: (window: number) => number) => {
    const windows = lagWindows(1000);
    for (let window = 0; window < 9; window += 1) windows.add(window * 1000, ofWindow(window));
    return checkLag(windows.windows, 9).map(({ isMet }) => isMet);
  };

  test('that stays is flat', () => {
    expect(lags(() => 8_000)).toEqual([true, true]);
  });

  test('that has grown by the last third is not', () => {
    expect(lags((window) => 8_000 + 1_000 * window)).toEqual([false, false]);
  });

  test('that was greater in the middle is flat', () => {
    expect(lags((window) => (window === 4 ? 60_000 : 8_000))).toEqual([true, true]);
  });
});

describe('memory', () => {
  const MINUTES = 30;
  const points = (bytesAt: (minute: number) => number) =>
    Array.from({ length: MINUTES }, (_, minute) => [(minute + 0.5) * 60_000, bytesAt(minute)] as const);
  const noise = (minute: number) => (minute % 2 === 0 ? 1_000_000 : -1_000_000);

  test('that goes up and down does not grow', () => {
    expect(
      checkMemory(
        'it',
        points((minute) => 500_000_000 + noise(minute)),
        MINUTES,
      ).isMet,
    ).toBe(true);
  });

  test('that grows by a megabyte a minute does', () => {
    const grows = points((minute) => 500_000_000 + 1_000_000 * minute + noise(minute));

    expect(checkMemory('it', grows, MINUTES)).toMatchObject({ isMet: false });
  });

  test('that grew only in the first half does not grow', () => {
    const warms = points((minute) => 500_000_000 + 1_000_000 * Math.min(minute, 14));

    expect(checkMemory('it', warms, MINUTES).isMet).toBe(true);
  });

  test('is not judged by a run of a few minutes, and the text says so', () => {
    expect(checkMemory('it', [], 3)).toEqual({
      isMet: true,
      text: 'it does not grow: a run of less than 10 minutes does not tell',
    });
  });
});

test('handles that are left open with time fail, some more do not', () => {
  const handles = (more: number) =>
    checkHandles(
      [
        [100_000, 150],
        [200_000, 150 + more],
        [550_000, 150 + more],
      ].map(([ms = 0, count = 0], index) => [ms, index === 2 ? count : 150] as const),
      10,
    ).isMet;

  expect([handles(0), handles(10), handles(11)]).toEqual([true, true, false]);
});

test('a function that crashes is named, with how often', () => {
  const functions = [
    { name: 'Poll', crashes: 0 },
    { name: 'Deliver', crashes: 2 },
  ];

  expect(checkCrashes(functions)).toEqual({ isMet: false, text: 'no function crashes: Deliver 2' });
  expect(checkCrashes(functions.slice(0, 1)).isMet).toBe(true);
});
