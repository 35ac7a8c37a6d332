import { type ChildProcess, fork } from 'node:child_process';

/** The calls of `C` are functions that one process has for another: one input each, and a promise. */
export type InputOf<C, Name extends keyof C> = C[Name] extends (input: infer Input) => unknown ? Input : never;
export type OutputOf<C, Name extends keyof C> = C[Name] extends (input: never) => Promise<infer Output>
  ? Output
  : never;

interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

type ReplyMessage =
  { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: string };

/** The other process, as the one that started it sees it. */
export interface CalledProcess<C> {
  call<Name extends keyof C & string>(name: Name, input: InputOf<C, Name>): Promise<OutputOf<C, Name>>;
  stop(): void;
}

/** Starts a module that answers with `answerCalls`. Calls reject when it ends. */
export function startCalledProcess<C>(entry: string, args: readonly string[] = []): CalledProcess<C> {
  const child: ChildProcess = fork(entry, [...args], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;

  child.on('message', (reply: ReplyMessage) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) call?.reject(new Error(reply.error));
    else call?.resolve(reply.output);
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${entry} ended (${signal ?? code})`));
    waiting.clear();
  });

  return {
    async call(name, input) {
      lastId += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(lastId, answer);
      child.send({ id: lastId, name, input } satisfies CallMessage);
      return (await answer.promise) as OutputOf<C, typeof name>;
    },
    stop: () => child.disconnect(),
  };
}

/** In the other process: answers calls until the process that started it goes. */
export function answerCalls(calls: object): void {
  const answer = async ({ id, name, input }: CallMessage): Promise<void> => {
    const call = (calls as Readonly<Record<string, ((input: unknown) => Promise<unknown>) | undefined>>)[name];
    const reply = await (call?.(input) ?? Promise.reject(new Error('there is no such call'))).then(
      (output): ReplyMessage => ({ id, output }),
      (error: unknown): ReplyMessage => ({ id, error: `${name}: ${String(error)}` }),
    );
    process.send?.(reply);
  };
  process.on('message', (message: CallMessage) => void answer(message));
  process.once('disconnect', () => process.exit(0));
}
