import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NumberedOrder, Order, RunMessage, RunSettings } from './run-messages.ts';

export type Ready = Extract<RunMessage, { readonly kind: 'ready' }>;

/** The embedded run in a process of its own, killed and started again over the same state. */
export interface KillableRun {
  /** Resolves when the run is up and its streams exist. */
  start(): Promise<Ready>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Rejects when the process ends before it has answered. */
  tell(order: Order): Promise<unknown>;
}

const ENTRY = fileURLToPath(new URL('./run-process.ts', import.meta.url));

export function killableRun(
  settings: RunSettings,
  on: {
    readonly message: (message: RunMessage) => void;
    /** The process ended, and nobody had killed or stopped it. */
    readonly unexpectedEnd: (reason: string) => void;
  },
): KillableRun {
  let isEndExpected = false;
  let child: ChildProcess | undefined;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();

  const hear = (message: RunMessage): void => {
    on.message(message);
    if (message.kind !== 'done' && message.kind !== 'failed') return;
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'done') answer?.resolve(message.result);
    else answer?.reject(new Error(message.reason));
  };

  return {
    async start() {
      const started = fork(ENTRY, [JSON.stringify(settings)], {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        // What a killed process cannot clear up any more is cleared up with the state.
        env: { ...process.env, TMPDIR: settings.stateDir },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      child = started;
      isEndExpected = false;
      const errors: string[] = [];
      started.stderr?.on('data', (data: Buffer) => {
        errors.push(String(data));
        if (errors.length > 20) errors.shift();
      });
      return new Promise((resolve, reject) => {
        started.on('message', (message: RunMessage) => {
          hear(message);
          if (message.kind === 'ready') resolve(message);
        });
        started.once('exit', (code, signal) => {
          for (const { reject: fail } of waiting.values()) fail(new Error('the run ended'));
          waiting.clear();
          const reason = `the run ended (${signal ?? code}): ${errors.join('')}`;
          if (!isEndExpected) on.unexpectedEnd(reason);
          reject(new Error(reason));
        });
      });
    },
    async kill() {
      const gone = child;
      if (!gone || gone.exitCode !== null || gone.signalCode !== null) return;
      isEndExpected = true;
      const exit = once(gone, 'exit');
      gone.kill('SIGKILL');
      await exit;
    },
    async tell(order) {
      lastId += 1;
      if (order.order === 'stop') isEndExpected = true;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(lastId, answer);
      child?.send({ id: lastId, order } satisfies NumberedOrder, (error) => {
        if (error) answer.reject(error);
      });
      return answer.promise;
    },
  };
}
