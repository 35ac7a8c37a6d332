/** One contender in a worker thread: brings each portion it is sent and answers what that used. */
import { parentPort, workerData } from 'node:worker_threads';
import { unreachable } from '../lambdas/core/unreachable.ts';
import { bareLoop } from './bare-loop.ts';
import type { ContenderData, ContenderUsage } from './contender.ts';
import type { Portion } from './measurement.ts';
import { packagesLoop } from './packages-loop.ts';

const { kind, type, ends }: ContenderData = workerData;
const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');

const loop = loopOf();

port.on('message', (portion: Portion) => void bring(portion).then((usage) => port.postMessage(usage)));

async function bring(portion: Portion): Promise<ContenderUsage> {
  const startedMs = performance.now();
  const before = process.threadCpuUsage();
  await loop(portion);
  const { user, system } = process.threadCpuUsage(before);
  return { elapsedMs: performance.now() - startedMs, cpuMs: (user + system) / 1000 };
}

function loopOf(): (portion: Portion) => Promise<void> {
  switch (kind) {
    case 'bare':
      return bareLoop(type, ends);
    case 'packages':
      return packagesLoop(type, ends);
    default:
      return unreachable(kind);
  }
}
