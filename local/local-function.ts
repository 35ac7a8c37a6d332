import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { describeError } from '../lambdas/core/errors.ts';
import type { Invocation, Outcome, Usage, WorkerData } from './function-worker.ts';

/** A function as the template declares it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly bundle: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Name of the log group that it writes to. */
  readonly logGroup: string;
  readonly memoryMb: number;
  /** Reserved concurrency, or what the embedded run allows a function that reserves none. */
  readonly maxConcurrency: number;
}

export interface LocalFunction {
  readonly name: string;
  /** Waits for a free instance, then for the handler. Rejects with the handler's error, a time-out or a crash. */
  invoke(event: unknown): Promise<unknown>;
  /** Crashes every instance in the middle of what it does. */
  kill(): void;
  /** Sums over all instances there have been; the heap is the greatest seen. */
  usage(): Usage & { readonly invocations: number; readonly crashes: number };
  /** Resolves when no invocation is under way any more and every instance has gone. */
  stop(): Promise<void>;
}

interface Instance {
  readonly worker: Worker;
  usage: Usage;
  busy: boolean;
}

const WORKER = new URL('./function-worker.ts', import.meta.url);

/** Instances of one function, as Lambda would keep them: each serves one invocation at a time and is reused. */
export function localFunction(
  definition: FunctionDefinition,
  onLog: (name: string, line: string) => void,
): LocalFunction {
  const instances = new Set<Instance>();
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  const gone = { cpuMs: 0, heapBytes: 0, crashes: 0 };
  let invocations = 0;

  const start = (): Instance => {
    const worker = new Worker(WORKER, {
      env: { ...definition.environment },
      workerData: workerDataOf(definition),
      // Lambda's limit covers the whole process; V8's share of it is what a worker can be held to.
      resourceLimits: { maxOldGenerationSizeMb: definition.memoryMb },
      stdout: true,
      stderr: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    for (const output of [worker.stdout, worker.stderr]) {
      createInterface(output).on('line', (line) => onLog(definition.name, line));
    }
    const instance: Instance = { worker, usage: { cpuMs: 0, heapBytes: 0 }, busy: false };
    // Between two invocations nobody else hears of it, and an error that nobody hears of ends this process.
    worker.on('error', (error) => {
      instances.delete(instance);
      if (instance.busy) return;
      gone.crashes += 1;
      onLog(definition.name, `an idle instance crashed: ${describeError(error)}`);
    });
    worker.once('exit', () => {
      instances.delete(instance);
      gone.cpuMs += instance.usage.cpuMs;
      gone.heapBytes = Math.max(gone.heapBytes, instance.usage.heapBytes);
    });
    instances.add(instance);
    return instance;
  };

  const acquire = async (): Promise<Instance> => {
    for (;;) {
      const idle = [...instances].find((instance) => !instance.busy);
      const instance = idle ?? (instances.size < definition.maxConcurrency ? start() : undefined);
      if (instance) {
        instance.busy = true;
        return instance;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const invoke = async (event: unknown): Promise<unknown> => {
    const instance = await acquire();
    invocations += 1;
    try {
      const outcome = await runOn(instance.worker, event, definition);
      instance.usage = outcome.usage;
      if ('error' in outcome) throw Object.assign(new Error(outcome.error.message), { name: outcome.error.name });
      return outcome.result;
    } catch (error) {
      if (error instanceof CrashError) {
        // The function could not say it itself.
        onLog(definition.name, error.message);
        gone.crashes += 1;
        instances.delete(instance);
        await instance.worker.terminate();
      }
      throw error;
    } finally {
      instance.busy = false;
      waiting.shift()?.();
    }
  };

  return {
    name: definition.name,
    invoke(event) {
      const run = invoke(event);
      const settled: Promise<unknown> = run.catch(() => undefined).then(() => running.delete(settled));
      running.add(settled);
      return run;
    },
    kill() {
      for (const { worker } of instances) void worker.terminate();
      instances.clear();
    },
    usage: () => ({
      cpuMs: gone.cpuMs + sum([...instances].map(({ usage }) => usage.cpuMs)),
      heapBytes: Math.max(gone.heapBytes, ...[...instances].map(({ usage }) => usage.heapBytes)),
      crashes: gone.crashes,
      invocations,
    }),
    async stop() {
      while (running.size > 0) await Promise.all(running);
      await Promise.all([...instances].map(({ worker }) => worker.terminate()));
    },
  };
}

/** The instance died: killed, out of memory, or ended at its time limit. */
class CrashError extends Error {
  override readonly name = 'Runtime.ExitError';
}

const workerDataOf = ({ bundle, exportName, name, memoryMb }: FunctionDefinition): WorkerData => ({
  bundle,
  exportName,
  functionName: name,
  memoryMb,
});

function runOn(worker: Worker, event: unknown, { name, timeoutMs }: FunctionDefinition): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const crash = (message: string) => () => settle(() => reject(new CrashError(`${name} ${message}`)));
    const timer = setTimeout(crash(`timed out after ${timeoutMs / 1000} s`), timeoutMs);
    const onExit = crash('exited without an answer');
    const onError = (error: Error) => settle(() => reject(new CrashError(`${name} crashed: ${error.message}`)));
    const onMessage = (outcome: Outcome) => settle(() => resolve(outcome));
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      worker.off('exit', onExit).off('error', onError).off('message', onMessage);
      outcome();
    };
    worker.once('exit', onExit).once('error', onError).once('message', onMessage);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage({ requestId: randomUUID(), event, deadlineMs: Date.now() + timeoutMs } satisfies Invocation);
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
