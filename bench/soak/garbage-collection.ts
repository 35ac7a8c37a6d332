import { Session } from 'node:inspector/promises';

/** Full garbage collections of this process, its worker threads included. */
export interface GarbageCollection {
  /**
   * Resolves when every heap has been collected, with the bytes that are left in the heaps of the worker threads and in
   * their buffers, each read right after its own collection. Rejects when a thread refuses to collect or to tell.
   */
  collect(): Promise<{ readonly workersBytes: number }>;
  stop(): void;
}

const COLLECT = 'HeapProfiler.collectGarbage';
const MEASURE = 'Runtime.getHeapUsage';

interface Answer {
  readonly result?: { readonly usedSize?: number; readonly backingStorageSize?: number };
  readonly error?: { readonly message: string };
}

/**
 * By the inspector, because only it reaches the heaps of other threads.
 *
 * Protocol: https://chromedevtools.github.io/devtools-protocol/v8/ and Node's own domain `NodeWorker`,
 * https://github.com/nodejs/node/blob/main/src/inspector/node_protocol.pdl
 */
export async function garbageCollection(session = new Session()): Promise<GarbageCollection> {
  /** By the session of the worker. */
  const attached = new Set<string>();
  const waiting = new Map<string, (answer: Answer | undefined) => void>();
  session.on('NodeWorker.attachedToWorker', ({ params }) => attached.add(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) =>
    waiting.get(params.sessionId)?.(JSON.parse(params.message) as Answer),
  );
  session.on('NodeWorker.detachedFromWorker', ({ params }) => {
    attached.delete(params.sessionId);
    waiting.get(params.sessionId)?.(undefined);
  });
  session.connect();
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const ask = async (sessionId: string, method: string): Promise<Answer['result']> => {
    const answer = new Promise<Answer | undefined>((resolve) => waiting.set(sessionId, resolve));
    await session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method }) });
    // V8 calls the inspector's listeners in the middle of other code, not only between turns of the event loop: whether
    // the thread is still there is asked only when its end, should it come now, would be told.
    const { error, result } = (attached.has(sessionId) ? await answer : undefined) ?? {};
    waiting.delete(sessionId);
    // Counted as nothing, it would be the least that was ever seen.
    if (error) throw new Error(`${method} in a worker thread: ${error.message}`);
    return result;
  };
  const collectIn = async (sessionId: string): Promise<number> => {
    await ask(sessionId, COLLECT);
    const { usedSize = 0, backingStorageSize = 0 } = (await ask(sessionId, MEASURE)) ?? {};
    return usedSize + backingStorageSize;
  };
  return {
    async collect() {
      const bytes = await Promise.all([...attached].map(collectIn));
      await session.post(COLLECT);
      return { workersBytes: bytes.reduce((sum, each) => sum + each, 0) };
    },
    stop: () => session.disconnect(),
  };
}
