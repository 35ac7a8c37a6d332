/**
 * One Lambda instance: loads a function's bundle and serves one invocation after another. It runs in a worker thread
 * with the environment and memory of the template; when the runtime terminates it, that is a crashed Lambda.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Context } from 'aws-lambda';

export interface WorkerData {
  readonly bundle: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly memoryMb: number;
}

export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly deadlineMs: number;
}

/** What an instance used since it started: the figures of Lambda's REPORT line. */
export interface Usage {
  readonly cpuMs: number;
  readonly heapBytes: number;
}

export type Outcome =
  | { readonly result: unknown; readonly usage: Usage }
  | { readonly error: { readonly name: string; readonly message: string }; readonly usage: Usage };

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const { bundle, exportName, functionName, memoryMb } = workerData as WorkerData;
const port = parentPort;
if (!port) throw new Error('this module runs in a worker thread');

const module = (await import(pathToFileURL(bundle).href)) as Record<string, Handler>;
const handler = module[exportName];
if (typeof handler !== 'function') throw new Error(`${bundle} exports no function "${exportName}"`);

port.on('message', (invocation: Invocation) => {
  // Async around it: a handler may throw before it returns a promise.
  void (async () => handler(invocation.event, contextOf(invocation)))().then(
    (result) => port.postMessage({ result, usage: usage() } satisfies Outcome),
    (error: unknown) => port.postMessage({ error: nameAndMessage(error), usage: usage() } satisfies Outcome),
  );
});

function nameAndMessage(error: unknown): { name: string; message: string } {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

function usage(): Usage {
  const { user, system } = process.threadCpuUsage();
  const { heapUsed, external } = process.memoryUsage();
  return { cpuMs: (user + system) / 1000, heapBytes: heapUsed + external };
}

function notAvailable(): never {
  throw new Error('callbacks are not available to async handlers');
}

function contextOf({ requestId, deadlineMs }: Invocation): Context {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'embedded-run',
    memoryLimitInMB: String(memoryMb),
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    done: notAvailable,
    fail: notAvailable,
    succeed: notAvailable,
  };
}
