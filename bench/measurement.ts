import type { Received } from './emulator-calls.ts';
import { median } from './statistics.ts';

/** A run of events in the org's log: the polling request that begins with them, and how many there are. */
export interface Portion {
  readonly since: string;
  readonly events: number;
}

/** What it took to bring one portion to one target. */
export interface Measurement {
  readonly events: number;
  readonly elapsedMs: number;
  /** Of the threads that do the work, user and system. */
  readonly cpuMs: number;
  /** The same by function, where there are functions. */
  readonly cpuMsOf: Readonly<Record<string, number>>;
  /** Of the whole measuring process: garbage collector threads and, for the pipeline, the event source mappings too. */
  readonly processCpuMs: number;
  /** Greatest of any one thread that does the work: JavaScript heap and external memory. */
  readonly peakHeapBytes: number;
  readonly received: Received;
}

/** Medians of repeated measurements, in the units of the report. */
export interface Figures {
  readonly eventsPerSecond: number;
  readonly cpuSecondsPer100k: number;
  readonly processCpuSecondsPer100k: number;
  readonly peakHeapMb: number;
  readonly oktaCallsPer100k: number;
  readonly targetCallsPer100k: number;
  readonly sqsByFunctionsPer100k: number;
  readonly sqsByMappingsPer100k: number;
  readonly dynamoPer100k: number;
  readonly largestRequestMb: number;
}

const MB = 1_000_000;

export function figuresOf(measurements: readonly Measurement[]): Figures {
  const middle = (of: (measurement: Measurement) => number) => median(measurements.map(of));
  const per100k = (of: (measurement: Measurement) => number) =>
    middle((measurement) => (of(measurement) * 100_000) / measurement.events);
  return {
    eventsPerSecond: middle(({ events, elapsedMs }) => (events * 1000) / elapsedMs),
    cpuSecondsPer100k: per100k(({ cpuMs }) => cpuMs / 1000),
    processCpuSecondsPer100k: per100k(({ processCpuMs }) => processCpuMs / 1000),
    peakHeapMb: middle(({ peakHeapBytes }) => peakHeapBytes / MB),
    oktaCallsPer100k: per100k(({ received }) => received.calls.okta),
    targetCallsPer100k: per100k(({ received }) => received.calls.target),
    sqsByFunctionsPer100k: per100k(({ received }) => received.calls.sqsByFunctions),
    sqsByMappingsPer100k: per100k(({ received }) => received.calls.sqsByMappings),
    dynamoPer100k: per100k(({ received }) => received.calls.dynamo),
    largestRequestMb: middle(({ received }) => received.largestRequestBytes / MB),
  };
}
