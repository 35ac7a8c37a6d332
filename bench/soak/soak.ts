import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { adminAccess } from '../../local/admin-access.ts';
import { parseLogLine } from '../../local/function-log.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { type CalledProcess, startCalledProcess } from '../called-process.ts';
import { constructOf, provisionStack, type Stack } from '../stack.ts';
import { adminOf, type SoakAdmin } from './admin.ts';
import { lowWater } from './low-water.ts';
import { memorySample } from './memory-sample.ts';
import type { SoakOptions } from './options.ts';
import { outagePlan } from './outage-plan.ts';
import { checkHandles, checkLag, checkMemory, checkTargets } from './judge.ts';
import type { SoakResult, SoakProgress } from './result.ts';
import { LAG_WINDOW_MS, type SoakCalls, type SoakTraffic } from './soak-calls.ts';
import { soakStreams, type SoakStream } from './soak-streams.ts';
import { trafficPlan } from './traffic-plan.ts';
import { workerHeaps } from './worker-heaps.ts';

const EMULATORS = fileURLToPath(new URL('./emulator-process.ts', import.meta.url));
const SAMPLE_MS = 2_000;
const MEMORY_WINDOW_MS = 30_000;
/** What has not arrived so long after the last event is lost. */
const DRAIN_MS = 300_000;

/** Everything that a soak watches and turns. */
interface Soak {
  readonly emulators: CalledProcess<SoakCalls>;
  readonly runtime: Runtime;
  readonly admin: SoakAdmin;
  readonly streams: readonly SoakStream[];
  readonly total: number;
}

/** Runs the functions of the stack for so long against emulators in another process, and judges what was seen. */
export async function runSoak(
  options: SoakOptions,
  onProgress: (progress: SoakProgress) => void,
): Promise<SoakResult> {
  const { minutes, rate, requestsPerMinute } = options;
  const traffic: SoakTraffic = { eventsPerSecond: rate / options.streams, minutes, requestsPerMinute };
  const heaps = workerHeaps();
  const emulators = startCalledProcess<SoakCalls>(EMULATORS, [JSON.stringify(traffic)]);
  let stack: Stack | undefined;
  let runtime: Runtime | undefined;
  try {
    stack = await provisionStack(
      {
        ends: await emulators.call('ends', undefined),
        addBus: (input) => emulators.call('addBus', input),
        addSecret: (input) => emulators.call('addSecret', input),
        attachRules: (input) => emulators.call('attachRules', input),
      },
      { adminAuth: 'token' },
    );
    const streams = soakStreams(options.streams);
    const since = new Date();
    for (const { target, key, isSteady } of streams) {
      await emulators.call('openTarget', { key, isSteady });
      await stack.addStream(target, since, key);
    }
    const happened = new Map<string, number>();
    runtime = startRuntime({
      ...stack,
      onLog(_name, text) {
        const line = parseLogLine(text);
        if ('metrics' in line) return;
        const what = 'entry' in line ? line.entry.what : 'other lines';
        happened.set(what, (happened.get(what) ?? 0) + 1);
      },
      schedules: 'play',
    });
    const admin = await adminOfRuntime(runtime, stack, emulators);
    const soak: Soak = { emulators, runtime, admin, streams, total: trafficPlan(traffic).total };
    const seen = await watchRun(soak, options, heaps, onProgress);
    return { ...seen, options, machine: machine(), happened: Object.fromEntries(happened) };
  } finally {
    heaps.stop();
    await runtime?.stop();
    stack?.stop();
    emulators.stop();
  }
}

const machine = (): SoakResult['machine'] => ({
  cores: availableParallelism(),
  cpuModel: cpus()[0]?.model ?? 'unknown',
  nodeVersion: process.version,
});

async function adminOfRuntime(
  runtime: Runtime,
  stack: Stack,
  emulators: CalledProcess<SoakCalls>,
): Promise<SoakAdmin> {
  const now = () => new Date();
  const gateway = await runtime.openApi({ identities: [], now });
  const added: Promise<void>[] = [];
  const secrets = {
    addSecret(id: string, value: string): string {
      added.push(emulators.call('addSecret', { id, value }));
      return id;
    },
  };
  const access = adminAccess('token', { url: gateway?.url ?? '', variable: stack.variable, secrets, now });
  await Promise.all(added);
  return adminOf(access);
}

type Seen = Omit<SoakResult, 'options' | 'machine' | 'happened'>;

async function watchRun(
  { emulators, runtime, admin, streams, total }: Soak,
  { minutes, streams: streamCount }: SoakOptions,
  heaps: ReturnType<typeof workerHeaps>,
  onProgress: (progress: SoakProgress) => void,
): Promise<Seen> {
  const ours = {
    rss: lowWater(MEMORY_WINDOW_MS),
    main: lowWater(MEMORY_WINDOW_MS),
    workers: lowWater(MEMORY_WINDOW_MS),
  };
  const theirs = lowWater(MEMORY_WINDOW_MS);
  const handles: (readonly [number, number])[] = [];
  const outages = outagePlan({ streams: streamCount, minutes });
  const before = { cpu: process.cpuUsage(), usage: usageOf(runtime) };
  const startMs = await emulators.call('start', undefined);
  const runMs = minutes * 60_000;
  const isOut = new Set<number>();
  let activations = 0;
  let drainedMs = Number.NaN;

  for (;;) {
    const elapsedMs = Date.now() - startMs;
    for (const { stream, fromMs, toMs } of outages) {
      const isDown = elapsedMs >= fromMs && elapsedMs < toMs;
      if (isDown === isOut.has(stream)) continue;
      if (
        !isDown &&
        outages.some((other) => other.stream === stream && elapsedMs >= other.fromMs && elapsedMs < other.toMs)
      )
        continue;
      if (isDown) isOut.add(stream);
      else isOut.delete(stream);
      await emulators.call('setDown', { key: streams[stream]?.key ?? '', isDown });
    }
    const downNames = new Set([...isOut].map((index) => streams[index]?.target.name ?? ''));
    activations += await admin.activateAllBut(downNames);

    if (elapsedMs < runMs) {
      const { rssBytes, heapBytes, handles: open } = memorySample();
      ours.rss.add(elapsedMs, rssBytes);
      ours.main.add(elapsedMs, heapBytes);
      ours.workers.add(elapsedMs, (await heaps.sample()).bytes);
      theirs.add(elapsedMs, (await emulators.call('memory', undefined)).rssBytes);
      if (open !== undefined) handles.push([elapsedMs, open]);
    }
    const progress = await emulators.call('progress', undefined);
    onProgress({ elapsedMs, ...progress, down: isOut.size, rssBytes: memorySample().rssBytes });
    if (elapsedMs >= runMs && progress.accepted >= total * streams.length) {
      drainedMs = elapsedMs;
      break;
    }
    if (elapsedMs >= runMs + DRAIN_MS) break;
    await sleep(SAMPLE_MS);
  }

  const { user, system } = process.cpuUsage(before.cpu);
  const functions = usageOf(runtime).map(({ name, invocations, cpuMs, crashes }, index) => ({
    name,
    invocations: invocations - (before.usage[index]?.invocations ?? 0),
    cpuMs: cpuMs - (before.usage[index]?.cpuMs ?? 0),
    crashes,
  }));
  const emulated = await emulators.call('result', undefined);
  const windowsInRun = Math.floor(runMs / LAG_WINDOW_MS);
  return {
    events: total,
    drainedMs,
    emulated,
    outages: outages.length,
    activations,
    functions,
    processCpuMs: (user + system) / 1000,
    memory: {
      rss: ours.rss.points,
      mainHeap: ours.main.points,
      workerHeaps: ours.workers.points,
      emulators: theirs.points,
    },
    handles,
    checks: [
      ...checkTargets(emulated.targets, total),
      ...checkLag(emulated.lags.steady, windowsInRun),
      checkMemory('the memory of the process with the functions', ours.rss.points, minutes),
      checkMemory("the functions' heaps", ours.workers.points, minutes),
      checkMemory("the main thread's heap", ours.main.points, minutes),
      checkHandles(handles, minutes),
    ],
  };
}

const usageOf = (runtime: Runtime) =>
  runtime.functions.map((each) => ({ name: constructOf(each.name), ...each.usage() }));
