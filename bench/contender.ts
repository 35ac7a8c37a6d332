import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Ends, TargetType } from './emulator-calls.ts';
import type { Measurement, Portion } from './measurement.ts';
import type { Bench } from './pipeline.ts';

/** `bare`: fetch and post, nothing else. `packages`: the public packages that speak to both ends. */
export type ContenderKind = 'bare' | 'packages';

export interface ContenderData {
  readonly kind: ContenderKind;
  readonly type: TargetType;
  readonly ends: Ends;
}

export interface ContenderUsage {
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

const ENTRY = new URL('./contender-worker.ts', import.meta.url);

/** Brings `warmUp` and then, measured, `timed` from the org to the target in one loop, in a worker thread as functions are. */
export async function measureContender(
  { emulators, heaps }: Bench,
  kind: ContenderKind,
  type: TargetType,
  { warmUp, timed }: { readonly warmUp: Portion; readonly timed: Portion },
): Promise<Measurement> {
  const worker = new Worker(ENTRY, {
    env: { ...emulators.ends.environment },
    workerData: { kind, type, ends: emulators.ends } satisfies ContenderData,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const bring = async (portion: Portion): Promise<ContenderUsage> => {
    await emulators.call('startCounting', undefined);
    worker.postMessage(portion);
    const [usage] = (await once(worker, 'message')) as [ContenderUsage];
    return usage;
  };

  try {
    await bring(warmUp);
    heaps.reset();
    const before = process.cpuUsage();
    const usage = await bring(timed);
    const { user, system } = process.cpuUsage(before);
    return {
      ...usage,
      cpuMsOf: {},
      events: timed.events,
      processCpuMs: (user + system) / 1000,
      peakHeapBytes: heaps.peakBytes,
      received: await emulators.call('received', undefined),
    };
  } finally {
    await worker.terminate();
  }
}
