import { setTimeout as sleep } from 'node:timers/promises';
import { parseLogLine } from '../local/function-log.ts';
import { type Runtime, startRuntime } from '../local/runtime.ts';
import type { TargetType } from './emulator-calls.ts';
import type { Emulators } from './emulators.ts';
import type { HeapWatch } from './heap-watch.ts';
import type { Measurement, Portion } from './measurement.ts';
import { type Progress, progress } from './progress.ts';
import { constructOf, type Stack } from './stack.ts';

export interface Bench {
  readonly emulators: Emulators;
  readonly heaps: HeapWatch;
}

/** Nothing moved for so long: it will not any more. */
const STALLED_MS = 60_000;

/** Brings `warmUp` and then, measured, `timed` through the functions of the stack to one stream. */
export async function measurePipeline(
  { emulators, heaps }: Bench,
  stack: Stack,
  type: TargetType,
  { warmUp, timed }: { readonly warmUp: Portion; readonly timed: Portion },
): Promise<Measurement> {
  let current = progress();
  await stack.renewQueues();
  const runtime = startRuntime({
    ...stack,
    onLog: (_name, line) => current.observe(parseLogLine(line)),
    schedules: 'ignore',
  });

  const bring = async (portion: Portion): Promise<number> => {
    current = progress();
    const stream = await stack.createStream(type, new Date(portion.since));
    await emulators.call('startCounting', undefined);
    const elapsedMs = await drive(runtime, current, portion.events, stack.backlogLimitEvents);
    await stack.deleteStream(stream);
    return elapsedMs;
  };

  try {
    await bring(warmUp);
    heaps.reset();
    const before = { functions: cpuMsOf(runtime), process: process.cpuUsage() };
    const elapsedMs = await bring(timed);
    const { user, system } = process.cpuUsage(before.process);
    const used = Object.entries(cpuMsOf(runtime)).map(
      ([name, ms]) => [name, ms - (before.functions[name] ?? 0)] as const,
    );
    return {
      events: timed.events,
      elapsedMs,
      cpuMs: used.reduce((sum, [, ms]) => sum + ms, 0),
      cpuMsOf: Object.fromEntries(used),
      processCpuMs: (user + system) / 1000,
      peakHeapBytes: heaps.peakBytes,
      received: await emulators.call('received', undefined),
    };
  } finally {
    await runtime.stop();
  }
}

/** Ticks until all events are delivered; answers how long that took. */
async function drive(runtime: Runtime, at: Progress, events: number, backlogLimit: number): Promise<number> {
  const poller = runtime.function('StreamingPoller');
  const startedMs = performance.now();
  let movedMs = startedMs;
  let moved = 0;
  let tick: Promise<unknown> | undefined;

  const poll = (): void => {
    tick = poller.invoke({}).finally(() => {
      tick = undefined;
    });
  };
  poll();
  while (at.delivered < events) {
    await at.change(100);
    // A tick ends early at the backlog limit; the next one is worth its calls when there is room for some pages.
    if (!tick && at.queued < events && at.queued - at.delivered < backlogLimit / 2) poll();
    if (at.queued + at.delivered > moved) [moved, movedMs] = [at.queued + at.delivered, performance.now()];
    if (performance.now() - movedMs > STALLED_MS) {
      throw new Error(`of ${events} events ${at.queued} were queued and ${at.delivered} delivered, and then no more`);
    }
  }
  const elapsedMs = performance.now() - startedMs;

  await tick;
  // What the last invocation used is known when it has ended.
  while (!runtime.isIdle([])) await sleep(5);
  return elapsedMs;
}

const cpuMsOf = (runtime: Runtime): Record<string, number> =>
  Object.fromEntries(runtime.functions.map((each) => [constructOf(each.name), each.usage().cpuMs]));
