import type { Check } from '../checks.ts';
import type { SoakOptions } from './options.ts';
import type { EmulatedResult } from './soak-calls.ts';

type Points = readonly (readonly [elapsedMs: number, value: number])[];

export interface SoakProgress {
  readonly elapsedMs: number;
  readonly persisted: number;
  readonly accepted: number;
  /** Targets that are gone now. */
  readonly down: number;
  readonly rssBytes: number;
}

export interface SoakResult {
  readonly options: SoakOptions;
  readonly machine: { readonly cores: number; readonly cpuModel: string; readonly nodeVersion: string };
  /** What the org persisted; each stream owes its target all of it. */
  readonly events: number;
  /** When the last target had everything, after the start; not a number when one never had. */
  readonly drainedMs: number;
  readonly emulated: EmulatedResult;
  readonly outages: number;
  readonly activations: number;
  readonly functions: readonly {
    readonly name: string;
    readonly invocations: number;
    readonly cpuMs: number;
    readonly crashes: number;
  }[];
  /** Of the process with the functions: garbage collection and the event source mappings, which AWS runs, included. */
  readonly processCpuMs: number;
  /**
   * The least that a garbage collection leaves in each minute, in bytes; of the emulators, which are not collected, what
   * they have.
   */
  readonly memory: {
    readonly rss: Points;
    readonly mainHeap: Points;
    readonly workerHeaps: Points;
    readonly emulators: Points;
  };
  readonly handles: Points;
  /** Journal entries of the functions by kind. */
  readonly happened: Readonly<Record<string, number>>;
  readonly checks: readonly Check[];
}
