import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CallMessage, CallName, Ends, InputOf, OutputOf, ReplyMessage } from './emulator-calls.ts';

/** The emulators in a process of their own. */
export interface Emulators {
  readonly ends: Ends;
  call<Name extends CallName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
  stop(): void;
}

const ENTRY = fileURLToPath(new URL('./emulator-process.ts', import.meta.url));

export async function startEmulators(): Promise<Emulators> {
  const child = fork(ENTRY, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;

  child.on('message', (reply: ReplyMessage) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) call?.reject(new Error(reply.error));
    else call?.resolve(reply.output);
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the emulators ended (${signal ?? code})`));
  });

  const call: Emulators['call'] = async (name, input) => {
    lastId += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(lastId, answer);
    child.send({ id: lastId, name, input } satisfies CallMessage);
    return (await answer.promise) as OutputOf<typeof name>;
  };

  return { ends: await call('ends', undefined), call, stop: () => child.disconnect() };
}
