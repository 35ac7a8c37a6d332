import { describe, expect, test } from '@jest/globals';
import { downAt, isFlaky, outagePlan } from '../../../bench/soak/outage-plan.ts';
import { trafficPlan } from '../../../bench/soak/traffic-plan.ts';

describe('the traffic', () => {
  const plan = trafficPlan({ eventsPerSecond: 40, minutes: 3 });

  test('has its mean rate over each minute, with a burst of ten seconds at twice the mean', () => {
    expect(plan.total).toBe(7_200);
    expect([50_000, 60_000, 110_000, 120_000].map((ms) => plan.countAt(ms))).toEqual([1_600, 2_400, 4_000, 4_800]);
  });

  test('begins at the start and ends with the last minute', () => {
    expect([-5_000, 0, 180_000, 999_000].map((ms) => plan.countAt(ms))).toEqual([0, 0, 7_200, 7_200]);
  });

  test.each([0, 1, 799, 1_599, 1_600, 2_399, 2_400, 5_000, 7_199])(
    'event %d is there from its moment on, and not before',
    (order) => {
      const ms = plan.msOf(order);

      expect(plan.countAt(ms - 0.5)).toBeLessThanOrEqual(order);
      expect(plan.countAt(ms + 0.5)).toBeGreaterThan(order);
    },
  );
});

describe('the outages', () => {
  test('take two targets every other minute, every fifth stream in its turn, and end before the run does', () => {
    const outages = outagePlan({ streams: 20, minutes: 6 });

    expect(outages.map(({ stream }) => stream)).toEqual([4, 9, 14, 19, 4, 9]);
    expect(Math.max(...outages.map(({ toMs }) => toMs))).toBeLessThanOrEqual(5 * 60_000);
    expect(outages.every(({ stream }) => isFlaky(stream, 20))).toBe(true);
  });

  test('end as they were planned', () => {
    const outages = outagePlan({ streams: 20, minutes: 6 });

    expect([19_999, 20_000, 49_999, 50_000].map((ms) => [...downAt(outages, ms)])).toEqual([[], [4, 9], [4, 9], []]);
  });

  test('spare a single stream, and a run that is too short to catch up in', () => {
    expect(outagePlan({ streams: 1, minutes: 30 })).toEqual([]);
    expect(outagePlan({ streams: 50, minutes: 1 })).toEqual([]);
  });
});
