import { type Fault, FAULTS } from './faults.ts';
import type { Broken } from './account.ts';
import type { DeedKind } from './plan.ts';
import type { Told } from './worker.ts';

const SUMMED = ['steps', 'simulatedMs', 'restMs', 'events', 'deliveries', 'duplicates', 'rewinds'] as const;

/** What many histories came to, added up. */
export interface Tally {
  readonly histories: number;
  readonly sums: Readonly<Record<(typeof SUMMED)[number], number>>;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly deeds: ReadonlyMap<DeedKind, number>;
  readonly reached: ReadonlyMap<string, number>;
  /** Histories that broke a promise, lowest seed first. */
  readonly failed: readonly { readonly seed: number; readonly broken: readonly Broken[] }[];
  add(told: Told): void;
}

export function tally(): Tally {
  const sums = { steps: 0, simulatedMs: 0, restMs: 0, events: 0, deliveries: 0, duplicates: 0, rewinds: 0 };
  // Those that never occur are told as well.
  const faults = new Map(Object.keys(FAULTS).map((fault) => [fault as Fault, 0]));
  const deeds = new Map<DeedKind, number>();
  const reached = new Map<string, number>();
  const failed: { seed: number; broken: readonly Broken[] }[] = [];
  let histories = 0;

  return {
    get histories() {
      return histories;
    },
    sums,
    faults,
    deeds,
    reached,
    failed,
    add(told) {
      histories += 1;
      for (const name of SUMMED) sums[name] += told[name];
      for (const { fault } of told.faults) count(faults, fault, 1);
      for (const { kind } of told.deeds) count(deeds, kind, 1);
      for (const [what, times] of told.reached) count(reached, what, times);
      if (told.broken.length === 0) return;
      failed.push({ seed: told.seed, broken: told.broken });
      failed.sort((a, b) => a.seed - b.seed);
    },
  };
}

const count = <K>(counts: Map<K, number>, key: K, times: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + times);
};
