/**
 * Where a process is struck: at its `call`th call to a port. It is killed before the call takes effect or before it
 * answers; or the call throws, without effect or with its effect and without its answer, and the process goes on.
 */
export interface CrashPoint {
  readonly call: number;
  readonly moment: Killed | Thrown;
}

type Killed = 'before' | 'after';
type Thrown = 'throws' | 'throws after';

export const MOMENTS = [
  'before',
  'after',
  'throws',
  'throws after',
] as const satisfies readonly CrashPoint['moment'][];

/** Makes the methods named count as calls to a port, at each of which the process can be struck. */
export type Guard = <T extends object>(name: string, port: T, ...methods: readonly (keyof T & string)[]) => T;

export interface Process {
  /**
   * One invocation. Killed, it ends at once: whatever it was about to do never happens, and its own error handling
   * never runs. Answers whether it came to its end; what it throws by itself is its caller's.
   */
  readonly invoke: (body: (guard: Guard) => Promise<unknown>) => Promise<boolean>;
  /** The calls made so far, by name. */
  readonly calls: readonly string[];
}

/** A program that is struck once at most; calls are counted over all its invocations. */
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
          const moment = calls.push(name) === point?.call ? point.moment : undefined;
          if (moment === 'before') return die();
          if (moment === 'throws') throw new Error(`${name} is out of reach`);
          const answer = await method(...args);
          if (isDead || moment === 'after') return die();
          if (moment === 'throws after') throw new Error(`the answer of ${name} is lost`);
          return answer;
        };
      const guard: Guard = (name, port, ...methods) => {
        const replaced = methods.map((method) => [method, guarded(`${name}.${method}`, port[method] as never)]);
        return { ...port, ...Object.fromEntries(replaced) };
      };
      return Promise.race([body(guard).then(() => true), death.promise]);
    },
  };
}
