import type { LifecycleEntry } from '../api/lifecycle-log.ts';

/** What is kept of the log in the page. */
const MAX_ENTRIES = 300;

/** Newest first, of one moment the one that came last; each event once, as it may be told twice. */
export function merged(known: readonly LifecycleEntry[], more: readonly LifecycleEntry[]): readonly LifecycleEntry[] {
  const uuids = new Set(known.map(({ uuid }) => uuid));
  const fresh = new Map(more.filter(({ uuid }) => !uuids.has(uuid)).map((entry) => [entry.uuid, entry]));
  if (fresh.size === 0) return known;
  return [...[...fresh.values()].toReversed(), ...known]
    .toSorted((a, b) => Date.parse(b.published) - Date.parse(a.published))
    .slice(0, MAX_ENTRIES);
}
