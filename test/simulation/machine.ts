import type { Clock } from '../../lambdas/core/ports.ts';
import { type Fault, type FaultPlan, faultPlan } from './faults.ts';
import { type Draw, drawOf } from './random.ts';
import { timeline } from './timeline.ts';

/** One invocation of a function. Dead, it gets no answer any more, and nothing of it runs. */
export interface Invocation {
  readonly name: string;
  readonly startedMs: number;
  readonly isDead: boolean;
  readonly calls: number;
}

export type Ending<T> =
  | { readonly kind: 'finished'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'killed' };

export interface CallOptions {
  /** What else may befall this call than what may befall any. */
  readonly faults?: readonly Fault[];
  /** Faults of the service itself, as errors that it would answer with. */
  readonly refusal?: (fault: Fault) => Error | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly outOfReach?: () => Error;
}

/** Time, chance and every call that leaves a function, of one history. */
export interface Machine {
  readonly now: Clock;
  readonly draw: Draw;
  readonly faults: FaultPlan;
  /** Where it is in time; no fault occurs from `calmAtMs` on. */
  readonly isCalm: () => boolean;
  after(delayMs: number, happen: () => void): void;
  /** A signal that aborts after so much simulated time. */
  timeout(ms: number): AbortSignal;
  invoke<T>(name: string, timeoutMs: number, body: (invocation: Invocation) => Promise<T>): Promise<Ending<T>>;
  kill(invocation: Invocation, why: string): void;
  /**
   * `effect` happens at one moment between the call and its answer, both of which take time. It is a matter of a fault,
   * too, and is told which one struck.
   */
  call<T>(
    invocation: Invocation,
    service: string,
    effect: (fault: Fault | undefined) => T,
    options?: CallOptions,
  ): Promise<T>;
  /** Lets things happen one by one, everything that follows from each first, while `wanted` says so. */
  run(wanted: () => boolean): Promise<void>;
  readonly steps: number;
  /** What happened, a line each; kept only if asked for. */
  readonly trace: readonly string[];
  note(line: () => string): void;
}

export interface MachineOptions {
  readonly seed: number;
  readonly startMs: number;
  readonly calmAtMs: number;
  readonly faultRate: number;
  readonly keep?: ReadonlySet<string> | undefined;
  readonly isTraced?: boolean;
}

const ANY_CALL: readonly Fault[] = ['killed before a call', 'killed after a call', 'slow'];

/** Most answers come within a moment, some within seconds: enough for everything to overtake everything. */
function latencyMs(drawn: number): number {
  if (drawn < 0.85) return 1 + Math.floor(drawn * 40);
  return drawn < 0.98 ? 50 + Math.floor((drawn - 0.85) * 15_000) : 2_000 + Math.floor((drawn - 0.98) * 300_000);
}

const SLOW_MS = 170_000;

const TIME_IS_OVER = new DOMException('the time is over', 'TimeoutError');

export function machine(options: MachineOptions): Machine {
  const { seed, startMs, calmAtMs, faultRate, keep, isTraced = false } = options;
  const draw = drawOf(seed);
  let ties = 0;
  const time = timeline(startMs, () => draw(`tie ${(ties += 1)}`));
  const faults = faultPlan({ draw, nowMs: () => time.nowMs, rate: faultRate, calmAtMs, keep });
  const trace: string[] = [];
  const note = (line: () => string): void => {
    if (isTraced) trace.push(`${clockTime(time.nowMs - startMs)} ${line()}`);
  };
  let steps = 0;

  const call: Machine['call'] = (invocation, service, effect, callOptions = {}) => {
    const own = invocation as Invocation & { calls: number };
    const key = `${invocation.name} call ${(own.calls += 1)} ${service}`;
    const { signal, refusal, outOfReach = networkError } = callOptions;
    return new Promise((resolve, reject) => {
      if (invocation.isDead) return;
      const fault = faults.strike(key, [...ANY_CALL, ...(callOptions.faults ?? [])]);
      const isSlow = (which: string) => fault === 'slow' && draw(`slow ${key}`) < 0.5 === (which === 'request');
      const delay = (which: 'request' | 'answer') =>
        isSlow(which) ? draw(`${which} ${key}`) * SLOW_MS : latencyMs(draw(`${which} ${key}`));
      const die = () => kill(invocation, `${fault} (${service})`);
      const settle = (outcome: () => void) => {
        if (!invocation.isDead) outcome();
      };

      signal?.addEventListener('abort', () => settle(() => reject(signal.reason as Error)), { once: true });
      if (fault === 'killed before a call') time.after(0, die);
      time.after(delay('request'), () => {
        // What a dead function had asked for is on its way or is not.
        if (invocation.isDead && draw(`arrives ${key}`) < 0.5) return;
        const refused = fault && refusal?.(fault);
        if (refused || fault === 'out of reach') {
          note(() => `${key}: ${fault}`);
          time.after(delay('answer'), () => settle(() => reject(refused ?? outOfReach())));
          return;
        }
        note(() => `${key}${fault ? ` (${fault})` : ''}${invocation.isDead ? ' of a dead function' : ''}`);
        const conclude = (): void => {
          let answer: () => void;
          try {
            const value = effect(fault);
            answer = () => resolve(value);
          } catch (error) {
            answer = () => reject(error);
          }
          if (fault === 'killed after a call') die();
          if (fault === 'answer lost') answer = () => reject(outOfReach());
          time.after(delay('answer'), () => settle(answer));
        };
        if (fault !== 'asked twice') return conclude();
        effectOrNothing(() => effect(fault));
        // The SDK asks again after a pause, in which others are at work.
        time.after(latencyMs(draw(`again ${key}`)), () => {
          if (!invocation.isDead) conclude();
        });
      });
    });
  };

  const kills = new WeakMap<Invocation, (why: string) => void>();
  const kill = (invocation: Invocation, why: string): void => kills.get(invocation)?.(why);

  return {
    now: () => new Date(time.nowMs),
    draw,
    faults,
    isCalm: () => time.nowMs >= calmAtMs,
    after: time.after,
    timeout(ms) {
      const limit = new AbortController();
      time.after(ms, () => limit.abort(TIME_IS_OVER));
      return limit.signal;
    },
    invoke(name, timeoutMs, body) {
      const invocation = { name, startedMs: time.nowMs, isDead: false, calls: 0 };
      return new Promise((resolve) => {
        kills.set(invocation, (why) => {
          if (invocation.isDead) return;
          note(() => `${name} dies: ${why}`);
          invocation.isDead = true;
          resolve({ kind: 'killed' });
        });
        time.after(timeoutMs, () => kill(invocation, 'its time is over'));
        const end = <T>(ending: Ending<T>) => {
          if (invocation.isDead) return;
          // A function that has ended is frozen: what it left behind does not go on.
          invocation.isDead = true;
          resolve(ending as never);
        };
        note(() => `${name} begins`);
        body(invocation).then(
          (value) => end({ kind: 'finished', value }),
          (error: unknown) => end({ kind: 'failed', error }),
        );
      });
    },
    kill,
    call,
    async run(wanted) {
      while (wanted() && time.step()) {
        steps += 1;
        // Everything that is awaited here is a promise of this history; a turn of the event loop settles all of it.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    get steps() {
      return steps;
    },
    trace,
    note,
  };
}

function effectOrNothing(effect: () => unknown): void {
  try {
    effect();
  } catch {
    // Its answer is lost, whatever it was.
  }
}

const networkError = (): Error =>
  Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  });

const clockTime = (ms: number): string => {
  const seconds = (ms / 1000).toFixed(3).padStart(6, '0');
  return ms < 60_000
    ? `0:${seconds}`
    : `${Math.floor(ms / 60_000)}:${((ms % 60_000) / 1000).toFixed(3).padStart(6, '0')}`;
};
