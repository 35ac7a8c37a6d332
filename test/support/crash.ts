/** Where a process is killed: at its `call`th call to a port, before the call takes effect or before it answers. */
export interface CrashPoint {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** Makes the methods named count as calls to a port, at each of which the process can be killed. */
export type Guard = <T extends object>(name: string, port: T, ...methods: readonly (keyof T & string)[]) => T;

export interface Process {
  /**
   * One invocation. Killed, it ends at once: whatever it was about to do never happens, and its own error handling
   * never runs. Answers whether it came to its end.
   */
  readonly invoke: (body: (guard: Guard) => Promise<unknown>) => Promise<boolean>;
  /** The calls made so far, by name. */
  readonly calls: readonly string[];
}

/** A program that is killed once at most; calls are counted over all its invocations. */
export function processKilledAt(point?: CrashPoint): Process {
  const calls: string[] = [];

  return {
    calls,
    invoke(body) {
      let isDead = false;
      const death = Promise.withResolvers<boolean>();
      const never = new Promise<never>(() => {});
      const die = (): Promise<never> => {
        isDead = true;
        death.resolve(false);
        return never;
      };

      const guarded =
        (name: string, method: (...args: unknown[]) => unknown) =>
        async (...args: unknown[]): Promise<unknown> => {
          if (isDead) return never;
          const isPoint = calls.push(name) === point?.call;
          if (isPoint && point.moment === 'before') return die();
          const answer = await method(...args);
          return isDead || isPoint ? die() : answer;
        };
      const guard: Guard = (name, port, ...methods) => {
        const replaced = methods.map((method) => [method, guarded(`${name}.${method}`, port[method] as never)]);
        return { ...port, ...Object.fromEntries(replaced) };
      };
      return Promise.race([body(guard).then(() => true), death.promise]);
    },
  };
}
