import { Session } from 'node:inspector/promises';

/** Full garbage collections of this process, its worker threads included. */
export interface GarbageCollection {
  /** Resolves when every heap has been collected, and what that freed is given back to the system. */
  collect(): Promise<void>;
  stop(): void;
}

const COLLECT = 'HeapProfiler.collectGarbage';

/**
 * By the inspector, because only it reaches the heaps of other threads.
 *
 * Protocol: https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler and Node's own domain `NodeWorker`,
 * https://github.com/nodejs/node/blob/main/src/inspector/node_protocol.pdl
 */
export async function garbageCollection(): Promise<GarbageCollection> {
  const session = new Session();
  /** By the session of the worker: who waits for its answer, if anyone does. */
  const workers = new Map<string, (() => void) | undefined>();
  const answered = (sessionId: string): void => {
    workers.get(sessionId)?.();
    workers.set(sessionId, undefined);
  };
  session.on('NodeWorker.attachedToWorker', ({ params }) => workers.set(params.sessionId, undefined));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => answered(params.sessionId));
  session.on('NodeWorker.detachedFromWorker', ({ params }) => {
    answered(params.sessionId);
    workers.delete(params.sessionId);
  });
  session.connect();
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const collectIn = async (sessionId: string): Promise<void> => {
    const collected = new Promise<void>((resolve) => workers.set(sessionId, resolve));
    const message = JSON.stringify({ id: 1, method: COLLECT });
    await session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    await collected;
  };
  return {
    async collect() {
      await Promise.all([...workers.keys()].map(collectIn));
      await session.post(COLLECT);
    },
    stop: () => session.disconnect(),
  };
}
