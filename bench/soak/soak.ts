import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { adminAccess } from '../../local/admin-access.ts';
import { parseLogLine } from '../../local/function-log.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { type CalledProcess, startCalledProcess } from '../called-process.ts';
import { constructOf, provisionStack, type Stack } from '../stack.ts';
import { adminOf, type SoakAdmin } from './admin.ts';
import type { SoakOptions } from './options.ts';
import { type GarbageCollection, garbageCollection } from './garbage-collection.ts';
import { downAt, outagePlan } from './outage-plan.ts';
import { checkCrashes, checkHandles, checkLag, checkMemory, checkTargets } from './judge.ts';
import type { SoakResult, SoakProgress } from './result.ts';
import { LAG_WINDOW_MS, type SoakCalls, type SoakTraffic } from './soak-calls.ts';
import { soakStreams, type SoakStream } from './soak-streams.ts';
import { trafficPlan } from './traffic-plan.ts';
import { watchedMemory } from './watched-memory.ts';

const EMULATORS = fileURLToPath(new URL('./emulator-process.ts', import.meta.url));
const SAMPLE_MS = 2_000;
/** What is still missing when nothing has arrived for so long is lost. */
const STALLED_MS = 120_000;

const systemClock = () => new Date();

/** Everything that a soak watches and turns. */
interface Soak {
  readonly emulators: CalledProcess<SoakCalls>;
  readonly runtime: Runtime;
  readonly admin: SoakAdmin;
  readonly streams: readonly SoakStream[];
  readonly total: number;
  readonly garbage: GarbageCollection;
}

/** Runs the functions of the stack for so long against emulators in another process, and judges what was seen. */
export async function runSoak(
  options: SoakOptions,
  onProgress: (progress: SoakProgress) => void,
): Promise<SoakResult> {
  const { minutes, rate, requestsPerMinute } = options;
  const traffic: SoakTraffic = { eventsPerSecond: rate / options.streams, minutes, requestsPerMinute };
  const garbage = await garbageCollection();
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
    const soak: Soak = { emulators, runtime, admin, streams, total: trafficPlan(traffic).total, garbage };
    const seen = await watchRun(soak, options, onProgress);
    return { ...seen, options, machine: machine(), happened: Object.fromEntries(happened) };
  } finally {
    garbage.stop();
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
  const gateway = await runtime.openApi({ identities: [], now: systemClock });
  const added: Promise<void>[] = [];
  const secrets = {
    addSecret(id: string, value: string): string {
      added.push(emulators.call('addSecret', { id, value }));
      return id;
    },
  };
  const access = adminAccess('token', {
    url: gateway?.url ?? '',
    variable: (name) => stack.variable(name),
    secrets,
    now: systemClock,
  });
  await Promise.all(added);
  return adminOf(access);
}

type Seen = Omit<SoakResult, 'options' | 'machine' | 'happened'>;

async function watchRun(
  soak: Soak,
  { minutes, streams: streamCount }: SoakOptions,
  onProgress: (progress: SoakProgress) => void,
): Promise<Seen> {
  const { emulators, runtime, total, garbage } = soak;
  const watched = watchedMemory(garbage, emulators);
  const outages = outagePlan({ streams: streamCount, minutes });
  const before = { cpu: process.cpuUsage(), usage: usageOf(runtime) };
  const startMs = await emulators.call('start', undefined);
  const runMs = minutes * 60_000;
  let down: ReadonlySet<number> = new Set();
  let activations = 0;
  let drainedMs = Number.NaN;
  let last = { accepted: 0, atMs: 0 };

  for (;;) {
    const elapsedMs = Date.now() - startMs;
    activations += await switchTargets(soak, down, (down = downAt(outages, elapsedMs)));
    if (elapsedMs < runMs) await watched.sample(elapsedMs);
    const progress = await emulators.call('progress', undefined);
    onProgress({ elapsedMs, ...progress, down: down.size, rssBytes: process.memoryUsage.rss() });
    if (progress.accepted > last.accepted) last = { accepted: progress.accepted, atMs: elapsedMs };
    if (elapsedMs >= runMs) {
      const isDrained = progress.accepted >= total * streamCount;
      if (isDrained) drainedMs = elapsedMs;
      if (isDrained || elapsedMs - last.atMs > STALLED_MS) break;
    }
    await sleep(SAMPLE_MS);
  }

  const { user, system } = process.cpuUsage(before.cpu);
  const emulated = await emulators.call('result', undefined);
  const { memory, handles } = watched;
  const functions = usageOf(runtime).map((usage, index) => usedSince(before.usage[index], usage));
  return {
    events: total,
    drainedMs,
    emulated,
    outages: outages.length,
    activations,
    functions,
    processCpuMs: (user + system) / 1000,
    memory,
    handles,
    checks: [
      ...checkTargets(emulated.targets, total),
      ...checkLag(emulated.lags.steady, Math.floor(runMs / LAG_WINDOW_MS)),
      checkMemory('the memory of the process with the functions', memory.rss, minutes),
      checkMemory("the memory of the functions' heaps", memory.workerHeaps, minutes),
      checkMemory("the main thread's heap", memory.mainHeap, minutes),
      checkCrashes(functions),
      checkHandles(handles, minutes),
    ],
  };
}

/** Takes targets away, brings them back, and activates the streams of those that are there; answers how many. */
async function switchTargets(
  { emulators, streams, admin }: Soak,
  before: ReadonlySet<number>,
  down: ReadonlySet<number>,
): Promise<number> {
  for (const stream of new Set([...before, ...down])) {
    if (before.has(stream) === down.has(stream)) continue;
    await emulators.call('setDown', { key: streams[stream]?.key ?? '', isDown: down.has(stream) });
  }
  return admin.activateAllBut(new Set([...down].map((stream) => streams[stream]?.target.name ?? '')));
}

type FunctionUsage = SoakResult['functions'][number];

const usageOf = (runtime: Runtime): readonly FunctionUsage[] =>
  runtime.functions.map((each) => {
    const { invocations, cpuMs, crashes } = each.usage();
    return { name: constructOf(each.name), invocations, cpuMs, crashes };
  });

const usedSince = (before: FunctionUsage | undefined, now: FunctionUsage): FunctionUsage => ({
  name: now.name,
  invocations: now.invocations - (before?.invocations ?? 0),
  cpuMs: now.cpuMs - (before?.cpuMs ?? 0),
  crashes: now.crashes - (before?.crashes ?? 0),
});
