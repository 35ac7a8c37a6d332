import type { SQSEvent } from 'aws-lambda';
import type { LocalFunction } from '../../local/local-function.ts';

export interface FakeFunction extends LocalFunction {
  readonly events: readonly SQSEvent[];
  /** Invocations that are not answered, oldest first. */
  readonly open: readonly Invocation[];
  /** The most that ever were open at once. */
  readonly mostOpen: number;
  /** Resolves when so many are open. */
  opened(count: number): Promise<void>;
}

export interface Invocation {
  readonly event: SQSEvent;
  answer(result?: unknown): void;
  fail(error: Error): void;
}

/** A function that is invoked with messages and answers when, and what, the test says. */
export function fakeFunction(name = 'Deliver'): FakeFunction {
  const events: SQSEvent[] = [];
  const open: Invocation[] = [];
  const awaited = new Set<{ readonly count: number; readonly resolve: () => void }>();
  let mostOpen = 0;

  return {
    name,
    events,
    open,
    get mostOpen() {
      return mostOpen;
    },
    invoke(event) {
      return new Promise((resolve, reject) => {
        const close = () => void open.splice(open.indexOf(invocation), 1);
        const invocation: Invocation = {
          event: event as SQSEvent,
          answer(result) {
            close();
            resolve(result);
          },
          fail(error) {
            close();
            reject(error);
          },
        };
        events.push(invocation.event);
        open.push(invocation);
        mostOpen = Math.max(mostOpen, open.length);
        for (const each of awaited) if (open.length >= each.count) each.resolve();
      });
    },
    opened: (count) =>
      open.length >= count ? Promise.resolve() : new Promise((resolve) => awaited.add({ count, resolve })),
    kill: () => undefined,
    usage: () => ({ cpuMs: 0, heapBytes: 0, crashes: 0, invocations: events.length }),
    stop: async () => undefined,
  };
}
