import type { Broken } from './account.ts';
import type { Tally } from './tally.ts';

const HOUR_MS = 3_600_000;
const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

/** One line for whoever waits. */
export const progressLine = (tally: Tally, seeds: number, elapsedMs: number): string =>
  `${grouped(tally.histories)} of ${grouped(seeds)} histories, ${tally.failed.length} failed, ${Math.round(elapsedMs / 1000)} s`;

const PROMISES: readonly (readonly [Broken['promise'], string])[] = [
  ['lost', 'events lost'],
  ['order', 'first acceptances out of order'],
  ['repeated', 'events sent again that were acknowledged'],
  ['inactive', 'attempts for a stream not seen to be ACTIVE'],
  ['two attempts', 'deactivations without exactly two attempts'],
  ['rate limit', 'requests that the rate limit forbids'],
  ['secret', 'secrets where they do not belong'],
  ['stuck', 'streams that did not come to rest'],
  ['lifecycle', 'changes that were not told'],
];

/** What the histories came to, and what happened in them. */
export function report(tally: Tally, elapsedMs: number): string {
  const { sums } = tally;
  const broken = PROMISES.map(([promise, what]) => {
    const found = tally.failed.flatMap((each) => each.broken).filter((each) => each.promise === promise);
    return `  ${String(found.length).padStart(8)}  ${what}`;
  });
  return [
    `${grouped(tally.histories)} histories in ${(elapsedMs / 1000).toFixed(1)} s: ` +
      `${grouped(sums.simulatedMs / HOUR_MS)} simulated hours, ${grouped(sums.steps)} steps`,
    `${grouped(sums.events)} events, ${grouped(sums.deliveries)} deliveries of events, ` +
      `${grouped(sums.duplicates)} of them again; ${grouped(sums.rewinds)} rewinds`,
    '',
    ...broken,
    '',
    'Faults',
    ...counts(tally.faults),
    '',
    'Deeds',
    ...counts(tally.deeds),
    '',
    'What the functions said and met',
    ...counts(tally.reached),
  ].join('\n');
}

const counts = (map: ReadonlyMap<string, number>): string[] =>
  [...map]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([what, times]) => `  ${grouped(times).padStart(10)}  ${what}`);
