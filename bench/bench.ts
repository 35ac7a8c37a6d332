import { availableParallelism, cpus } from 'node:os';
import { type BundleFigures, measureBundles } from './bundles.ts';
import { type Check, checkMemory, checkOutage, checkRate, checkRow } from './checks.ts';
import type { TargetType } from './emulator-calls.ts';
import { atEmulators, startEmulators } from './emulators.ts';
import { watchHeaps } from './heap-watch.ts';
import { type LargeEvents, measureLargeEvents } from './large-events.ts';
import { type Figures, figuresOf } from './measurement.ts';
import type { BenchOptions } from './options.ts';
import { type Outage, simulateOutages } from './outage.ts';
import { type Portions, persistPages } from './portions.ts';
import { measureRows, type MeasuredRow, type Row, TARGETS } from './rows.ts';
import { provisionStack, type Stack } from './stack.ts';
import type { Bench } from './pipeline.ts';

export interface BenchResult {
  readonly machine: { readonly cores: number; readonly cpuModel: string; readonly nodeVersion: string };
  readonly size: { readonly events: number; readonly meanBytes: number; readonly repetitions: number };
  readonly rows: readonly (Row & { readonly figures: Figures })[];
  readonly ratios: readonly Ratio[];
  readonly bundles: readonly BundleFigures[];
  readonly largeEvents: readonly LargeEvents[];
  readonly outages: readonly Outage[];
  readonly checks: readonly Check[];
}

/** What the pipeline takes for each second of CPU that the packages take. */
export interface Ratio {
  readonly target: TargetType;
  readonly cpu: number;
  readonly processCpu: number;
}

/** Measures everything, one after the other, and nothing else meanwhile. */
export async function runBench(options: BenchOptions, onProgress: (text: string) => void): Promise<BenchResult> {
  const heaps = watchHeaps();
  onProgress('synthesizing the stack and generating events');
  const emulators = await startEmulators();
  try {
    const [stack, portions] = await Promise.all([
      provisionStack(atEmulators(emulators)),
      persistPages(emulators, options),
    ]);
    try {
      return await measureAll({ emulators, heaps }, { stack, portions, options, onProgress });
    } finally {
      stack.stop();
    }
  } finally {
    heaps.stop();
    emulators.stop();
  }
}

async function measureAll(
  bench: Bench,
  input: {
    readonly stack: Stack;
    readonly portions: Portions;
    readonly options: BenchOptions;
    readonly onProgress: (text: string) => void;
  },
): Promise<BenchResult> {
  const { stack, portions, options, onProgress } = input;
  const { repetitions } = options;
  const measured = await measureRows({ bench, stack, portions, repetitions, onProgress });
  onProgress('pages of large events');
  const largeEvents = await measureLargeEvents(bench, stack);
  onProgress('cold imports');
  const bundles = await measureBundles(stack);
  onProgress('an outage, simulated');
  const outages = await simulateOutages(measured, stack);

  const rows = measured.map(({ who, target, measurements }) => ({ who, target, figures: figuresOf(measurements) }));
  return {
    machine: { cores: availableParallelism(), cpuModel: cpus()[0]?.model ?? 'unknown', nodeVersion: process.version },
    size: { events: portions.timed.events, meanBytes: portions.meanBytes, repetitions },
    rows,
    ratios: TARGETS.map((target) => ratioOf(rows, target)),
    bundles,
    largeEvents,
    outages,
    checks: [
      ...measured.flatMap(checkRow),
      ...measured.filter(isPipeline).map(checkRate),
      ...largeEvents.flatMap((each) => checkMemory(each, stack.memoryMb)),
      ...outages.map(checkOutage),
    ],
  };
}

const isPipeline = ({ who }: MeasuredRow): boolean => who === 'pipeline';

function ratioOf(rows: BenchResult['rows'], target: TargetType): Ratio {
  const of = (who: Row['who'], figure: keyof Figures): number =>
    rows.find((row) => row.who === who && row.target === target)?.figures[figure] ?? Number.NaN;
  const ratio = (figure: keyof Figures) => of('pipeline', figure) / of('packages', figure);
  return { target, cpu: ratio('cpuSecondsPer100k'), processCpu: ratio('processCpuSecondsPer100k') };
}
