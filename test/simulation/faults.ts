import type { Draw } from './random.ts';

/** What can go wrong with one call, one message or one function, each by its own name in reports. */
export const FAULTS = {
  'killed before a call': 'the function dies; what it was about to ask for may still happen',
  'killed after a call': 'the function dies with the effect there and the answer on its way',
  'out of reach': 'a call fails without effect',
  'answer lost': 'a call takes effect and fails all the same',
  'asked twice': 'the answer is lost and the SDK repeats the call, which meets its own effect',
  throttled: 'the service refuses the call for its rate',
  slow: 'a call or its answer takes up to some minutes, beyond every time limit there is',
  'org fails': 'Okta answers 500',
  'org busy': 'Okta answers 429 for its concurrency limit',
  'org garbled': 'Okta answers 200 with something that is no page',
  'target refuses': 'the target answers with an error',
  'target hangs': 'the target takes nothing and does not answer',
  'target mute': 'the target takes everything and does not answer',
  'target takes some': 'the target takes a part of what it is given',
  'target garbled': 'the target answers with something that is not its own, or not with all of it',
  'delete lost': 'a message that was done with is handed out again',
  'tick missed': 'no poller is started',
} as const;

export type Fault = keyof typeof FAULTS;

/** One fault that occurred, by what it happened to. */
export interface Occurrence {
  readonly key: string;
  readonly fault: Fault;
  readonly atMs: number;
}

export interface FaultPlan {
  /** Which of these befalls `key`, if any; asked once for each key. */
  strike(key: string, kinds: readonly Fault[], weight?: number): Fault | undefined;
  readonly occurred: readonly Occurrence[];
}

/**
 * Whether a fault befalls something depends on its key alone, not on what else happened: with some faults left out the
 * others stay what they were, as far as their keys still occur. With `keep`, only those occur whose keys are in it.
 */
export function faultPlan(options: {
  readonly draw: Draw;
  readonly nowMs: () => number;
  /** Part of the calls that something befalls. */
  readonly rate: number;
  /** No fault from then on. */
  readonly calmAtMs: number;
  readonly keep?: ReadonlySet<string> | undefined;
}): FaultPlan {
  const { draw, nowMs, rate, calmAtMs, keep } = options;
  const occurred: Occurrence[] = [];
  return {
    occurred,
    strike(key, kinds, weight = 1) {
      const atMs = nowMs();
      if (atMs >= calmAtMs || kinds.length === 0 || (keep && !keep.has(key))) return undefined;
      const drawn = draw(`fault ${key}`) / (rate * weight);
      const fault = drawn < 1 ? kinds[Math.floor(drawn * kinds.length)] : undefined;
      if (fault !== undefined) occurred.push({ key, fault, atMs });
      return fault;
    },
  };
}
