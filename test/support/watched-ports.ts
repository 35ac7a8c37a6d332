/** Turns of the event loop in which work may do nothing and wait for nothing. */
const IDLE_TURNS = 100;

/**
 * Ports whose calls are counted, so that work which never ends is told without a clock: it calls and calls, or it waits
 * although every call was answered.
 */
export function watchedPorts() {
  let calls = 0;
  let maxCalls = Number.POSITIVE_INFINITY;
  let unanswered = 0;

  const answered = async <T>(answer: PromiseLike<T> | T): Promise<T> => {
    unanswered += 1;
    try {
      return await answer;
    } finally {
      unanswered -= 1;
    }
  };
  async function* steps<T>(found: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = found[Symbol.asyncIterator]();
    for (let step = await answered(iterator.next()); !step.done; step = await answered(iterator.next())) {
      yield step.value;
    }
  }
  const watched =
    (port: object, method: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      calls += 1;
      // Here, because a loop over answers that are there at once lets nothing else have its turn.
      if (calls > maxCalls) throw new Error(`more than ${maxCalls} calls`);
      const answer = method.apply(port, args);
      return isIterable(answer) ? steps(answer) : answered(answer);
    };

  return {
    /** The same port, of which these methods are watched; of a literal all. */
    watch<T extends object>(port: T, ...methods: readonly (keyof T & string)[]): T {
      const names = methods.length > 0 ? methods : (Object.keys(port) as (keyof T & string)[]);
      const replaced = names.map((name) => [name, watched(port, port[name] as (...args: unknown[]) => unknown)]);
      return Object.assign(Object.create(port) as T, Object.fromEntries(replaced));
    },

    /** What the work comes to, and how many calls it made. Fails when it hangs. */
    async run<T>(work: () => Promise<T>, limits: { readonly maxCalls: number }) {
      calls = 0;
      maxCalls = limits.maxCalls;
      const turns = new AbortController();
      const done = work().finally(() => {
        maxCalls = Number.POSITIVE_INFINITY;
        turns.abort();
      });
      // Awaited below; until then a failure must not count as one that nobody looks at.
      done.catch(() => undefined);
      for (let idle = 0; !turns.signal.aborted; idle = unanswered > 0 ? 0 : idle + 1) {
        if (idle > IDLE_TURNS) throw new Error('it waits, and for no call');
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { result: await done, calls };
    },
  };
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
