import type { Ends, TargetName } from './ends.ts';
import { type Evidence, explainAll, type Happening, UNEXPLAINED } from './explain.ts';
import { reconcile, type Repetition } from './reconcile.ts';
import type { Watch, WhileInactive } from './watch.ts';

const SAMPLES = 5;

export interface StreamResult {
  readonly target: TargetName;
  readonly owed: number;
  readonly accepted: number;
  readonly setAside: number;
  readonly setAsideInVain: number;
  readonly lost: number;
  readonly duplicates: number;
  /** Duplicates by why they came. */
  readonly explained: Readonly<Record<string, number>>;
  /** Some of the duplicates that are not, with what happened to their stream meanwhile. */
  readonly unexplained: readonly (Repetition & { readonly between: readonly Happening[] })[];
  readonly outOfOrder: number;
  readonly altered: number;
  readonly unknown: number;
}

export interface ChaosResult {
  readonly seed: number;
  /** How long faults were injected. */
  readonly minutes: number;
  /** Faults by name, each counted when it struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly streams: readonly StreamResult[];
  /** Requests to a target whose stream was INACTIVE. */
  readonly whileInactive: readonly WhileInactive[];
  readonly activations: number;
  /** Ends of the run's process that were no fault of ours. */
  readonly unexpectedEnds: readonly string[];
  /** What the run's journal says that happened, by kind. */
  readonly journal: Readonly<Record<string, number>>;
}

export interface KnownStream {
  readonly id: string;
  readonly target: TargetName;
  readonly createdMs: number;
}

export function streamResult(
  { id, target, createdMs }: KnownStream,
  setAside: ReadonlySet<string>,
  {
    ends,
    seen,
  }: { readonly ends: Pick<Ends, 'org' | 'persisted' | 'accepted' | 'unheard' | 'slicesOf'>; readonly seen: Watch },
): StreamResult {
  const { starts, rereads } = ends.slicesOf(id);
  const found = reconcile(ends.persisted, {
    createdMs,
    accepted: ends.accepted[target],
    setAside,
    // Splunk indexes what it gets in the order in which it is sent: there every event is a slice of its own.
    sliceStarts: target === 'bus' ? starts : new Map<string, string>(),
  });
  const evidence: Evidence = {
    happenings: seen.happeningsOf(target),
    unheard: ends.unheard[target],
    rereads,
    orderOf: (uuid) => ends.org.orderOf(uuid) ?? Number.NaN,
  };
  const reasons = explainAll(found.duplicates, evidence);
  return {
    target,
    owed: found.owed,
    accepted: found.accepted,
    setAside: found.setAside,
    setAsideInVain: found.setAsideInVain.length,
    lost: found.lost.length,
    duplicates: found.duplicates.length,
    explained: countsOf(reasons),
    unexplained: found.duplicates
      .filter((_, index) => reasons[index] === UNEXPLAINED)
      .slice(0, SAMPLES)
      .map((each) => ({ ...each, between: happeningsBetween(each, evidence) })),
    outOfOrder: found.outOfOrder.length,
    altered: found.altered.length,
    unknown: found.unknown.length,
  };
}

/** The most frequent first. */
function countsOf(reasons: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}

const happeningsBetween = ({ beforeMs, atMs }: Repetition, { happenings }: Evidence): readonly Happening[] =>
  happenings.filter(({ fromMs, toMs }) => toMs >= beforeMs && fromMs <= atMs).slice(0, SAMPLES);

/** What a run breaks of its promises, in words; nothing when all is well. */
export function brokenPromises({ streams, whileInactive, unexpectedEnds }: ChaosResult): readonly string[] {
  const broken = (count: number, text: string): readonly string[] => (count > 0 ? [`${count} ${text}`] : []);
  return [
    ...streams.flatMap((stream) => [
      ...broken(stream.lost, `events lost at ${stream.target}`),
      ...broken(stream.setAsideInVain, `events set aside that ${stream.target} takes`),
      ...broken(stream.outOfOrder, `events out of order at ${stream.target}`),
      ...broken(stream.altered, `events altered at ${stream.target}`),
      ...broken(stream.unknown, `events at ${stream.target} that the org never persisted`),
      ...broken(stream.explained[UNEXPLAINED] ?? 0, `duplicates at ${stream.target} without an explanation`),
    ]),
    ...broken(whileInactive.length, 'requests to the target of an INACTIVE stream'),
    ...unexpectedEnds.map((reason) => `the process ended of itself: ${reason}`),
  ];
}
