import type { EmulatorCalls, Ends } from '../emulator-calls.ts';
import type { LagHistogram } from './lag-histogram.ts';
import type { MemorySample } from './memory-sample.ts';

/** What the process with the emulators does for a soak. */
export interface SoakCalls extends Pick<EmulatorCalls, 'addSecret' | 'addBus' | 'attachRules'> {
  /** `hecToken` and `bus` of the ends name no stream's target here. */
  ends(): Promise<Ends>;
  /** The target of a stream: a token that Splunk takes, or the ARN of a bus. */
  openTarget(input: { readonly key: string; readonly isSteady: boolean }): Promise<void>;
  /** Events come into being from now on; answers when that is, in epoch milliseconds. */
  start(input: undefined): Promise<number>;
  setDown(input: { readonly key: string; readonly isDown: boolean }): Promise<void>;
  /** How far the targets are. */
  progress(input: undefined): Promise<{ readonly persisted: number; readonly accepted: number }>;
  result(input: undefined): Promise<EmulatedResult>;
  memory(input: undefined): Promise<MemorySample>;
}

export interface SoakTarget {
  readonly key: string;
  readonly accepted: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly unknown: number;
  /** The numbers of a few events that did not arrive. */
  readonly missing: readonly number[];
}

export interface EmulatedResult {
  readonly targets: readonly SoakTarget[];
  /** Windows of `LAG_WINDOW_MS`: of streams whose target never goes, and of the others. */
  readonly lags: { readonly steady: readonly LagHistogram[]; readonly flaky: readonly LagHistogram[] };
  /** Requests by action. */
  readonly actions: Readonly<Record<string, number>>;
}

export const LAG_WINDOW_MS = 30_000;

/** What the process with the emulators is started with. */
export interface SoakTraffic {
  readonly eventsPerSecond: number;
  readonly minutes: number;
  readonly requestsPerMinute: number;
}
