import { expect, test } from '@jest/globals';
import { figuresOf, type Measurement } from '../../bench/measurement.ts';

const measured = (elapsedMs: number, cpuMs: number): Measurement => ({
  events: 20_000,
  elapsedMs,
  cpuMs,
  cpuMsOf: {},
  processCpuMs: 2 * cpuMs,
  peakHeapBytes: 64_000_000,
  received: {
    accepted: 20_000,
    duplicates: 0,
    outOfOrder: 0,
    largestRequestBytes: 900_000,
    calls: { okta: 21, target: 60, sqsByFunctions: 20, sqsByMappings: 41, dynamo: 62 },
  },
});

test('figures are medians over the repetitions, for 100,000 events', () => {
  const figures = figuresOf([measured(4_000, 3_000), measured(2_000, 1_000), measured(5_000, 1_200)]);

  expect(figures).toEqual({
    eventsPerSecond: 5_000,
    cpuSecondsPer100k: 6,
    processCpuSecondsPer100k: 12,
    peakHeapMb: 64,
    oktaCallsPer100k: 105,
    targetCallsPer100k: 300,
    sqsByFunctionsPer100k: 100,
    sqsByMappingsPer100k: 205,
    dynamoPer100k: 310,
    largestRequestMb: 0.9,
  });
});
