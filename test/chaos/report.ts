import { type Column, renderTable } from '../../bench/table.ts';
import type { ChaosState } from './chaos.ts';
import { brokenPromises, type ChaosResult, type StreamResult } from './result.ts';

export const renderProgress = (elapsedSeconds: number, state: ChaosState): string =>
  `${elapsedSeconds.toFixed(0).padStart(4)} s  ${state.phase.padEnd(8)}  ${state.persisted} persisted, ` +
  `${state.accepted.splunk} taken by Splunk, ${state.accepted.bus} by the bus, ${sum(Object.values(state.faults))} faults` +
  (state.inactive.length > 0 ? `, INACTIVE: ${state.inactive.join(' and ')}` : '');

/** The faults, what became of each stream, and the verdict. */
export function renderReport(result: ChaosResult): string {
  const { seed, minutes, faults, streams, activations, journal } = result;
  const broken = brokenPromises(result);
  const lost = sum(streams.map((each) => each.lost));
  const total = sum(Object.values(faults));
  return [
    `Chaos for ${minutes.toFixed(1)} minutes, seed ${seed}: ${total} faults struck`,
    renderTable(FAULT_COLUMNS, Object.entries(faults)),
    renderTable(STREAM_COLUMNS, streams),
    renderTable(DUPLICATE_COLUMNS, duplicatesOf(streams)),
    `${journal['deactivated'] ?? 0} deactivations, ${activations} activations by the admin, ` +
      `${journal['rewound'] ?? 0} rewinds, ${journal['possible gap'] ?? 0} possible gaps told, ` +
      `${journal['backpressure'] ?? 0} times at the backlog limit, ${journal['read failed'] ?? 0} reads failed, ` +
      `${result.whileInactive.length} requests while INACTIVE`,
    ...streams.flatMap(unexplainedOf),
    broken.length === 0 ? `lost ${lost}; every promise was kept` : [`lost ${lost}; broken:`, ...broken].join('\n  '),
  ].join('\n\n');
}

const FAULT_COLUMNS: readonly Column<readonly [string, number]>[] = [
  { title: 'fault', text: ([name]) => name, align: 'left' },
  { title: 'struck', text: ([, count]) => String(count) },
];

const whole = (title: string, of: (stream: StreamResult) => number): Column<StreamResult> => ({
  title,
  text: (stream) => String(of(stream)),
});

const STREAM_COLUMNS: readonly Column<StreamResult>[] = [
  { title: 'stream to', text: ({ target }) => (target === 'bus' ? 'EventBridge' : 'Splunk'), align: 'left' },
  whole('owed', ({ owed }) => owed),
  whole('accepted', ({ accepted }) => accepted),
  whole('set aside', ({ setAside }) => setAside),
  whole('lost', ({ lost }) => lost),
  whole('duplicates', ({ duplicates }) => duplicates),
  whole('out of order', ({ outOfOrder }) => outOfOrder),
  whole('altered', ({ altered }) => altered),
];

interface Duplicates {
  readonly target: string;
  readonly why: string;
  readonly count: number;
}

const DUPLICATE_COLUMNS: readonly Column<Duplicates>[] = [
  { title: 'duplicates at', text: ({ target }) => target, align: 'left' },
  { title: 'because', text: ({ why }) => why, align: 'left' },
  { title: 'events', text: ({ count }) => String(count) },
];

const duplicatesOf = (streams: readonly StreamResult[]): readonly Duplicates[] =>
  streams.flatMap(({ target, explained }) =>
    Object.entries(explained).map(([why, count]) => ({ target, why, count })),
  );

/** What there is to find out by. */
const unexplainedOf = ({ target, unexplained }: StreamResult): readonly string[] =>
  unexplained.map(({ uuid, beforeMs, atMs, between }) => {
    const happened = between.map(
      ({ what, fromMs, toMs }) => `  ${fromMs - beforeMs} to ${toMs - beforeMs} ms: ${what}`,
    );
    return [`${uuid} came to ${target} again after ${atMs - beforeMs} ms; meanwhile:`, ...happened].join('\n');
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
