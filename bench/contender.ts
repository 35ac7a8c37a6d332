import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CREDENTIALS } from '../local/account.ts';
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

/**
 * Brings `warmUp` and then, measured, `timed` from the org to the target in one loop, in a worker thread as functions
 * are.
 */
export async function measureContender(
  { emulators, heaps }: Bench,
  { memoryMb, ...contender }: { readonly kind: ContenderKind; readonly type: TargetType; readonly memoryMb: number },
  { warmUp, timed }: { readonly warmUp: Portion; readonly timed: Portion },
): Promise<Measurement> {
  const worker = new Worker(ENTRY, {
    env: {
      ...emulators.ends.environment,
      // No function of the stack, and so nobody's policies say what it may do.
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    workerData: { ...contender, ends: emulators.ends } satisfies ContenderData,
    // As for the functions: how often garbage is collected depends on it.
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const bring = async (portion: Portion): Promise<ContenderUsage> => {
    await emulators.call('startCounting', undefined);
    // The second argument: a worker is no window, and has no origin to be named.
    worker.postMessage(portion, []);
    const [usage]: ContenderUsage[] = await once(worker, 'message');
    if (!usage) throw new Error('a contender gave no answer');
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
