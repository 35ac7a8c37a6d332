import { type Column, renderTable } from '../table.ts';
import { isSplunk, seconds } from './judge.ts';
import { type LagHistogram, mergeLags, percentileMs } from './lag-histogram.ts';
import type { SoakProgress, SoakResult } from './result.ts';
import { LAG_WINDOW_MS } from './soak-calls.ts';

const MB = 1_000_000;

export const renderProgress = ({ elapsedMs, persisted, accepted, down, rssBytes }: SoakProgress): string =>
  `${(elapsedMs / 1000).toFixed(0).padStart(5)} s  ${persisted} persisted, ${accepted} delivered, ` +
  `${down} targets gone, ${(rssBytes / MB).toFixed(0)} MB`;

/** The result as aligned plain text. */
export function renderReport(result: SoakResult): string {
  const { options, machine, events, emulated, functions, checks, memory, handles } = result;
  const delivered = events * emulated.targets.length;
  const accepted = sum(emulated.targets.map((target) => target.accepted));
  const duplicates = sum(emulated.targets.map((target) => target.duplicates));
  const splunk = emulated.targets.filter(isSplunk).length;
  const failed = checks.filter(({ isMet }) => !isMet);
  return [
    `${machine.cores} cores (${machine.cpuModel}), Node ${machine.nodeVersion}`,
    `Soak for ${options.minutes} minutes: ${splunk} streams to Splunk and ${emulated.targets.length - splunk} to ` +
      `EventBridge; the org persists ${(options.rate / options.streams).toFixed(0)} events/s on average, of which each stream gets ` +
      `all, so ${options.rate} are delivered in a second; ten seconds of each minute at twice that. ` +
      `${result.outages} times a target was gone for half a minute`,
    `${accepted} of ${delivered} delivered, ${duplicates} duplicates, ${result.activations} activations by the admin; ` +
      `${(accepted / (options.minutes * 60)).toFixed(0)} events/s; everything was there ` +
      `${seconds(result.drainedMs - options.minutes * 60_000)} s after the last event came into being`,
    renderTable(LAG_COLUMNS, lagRows(result)),
    renderTable(MEMORY_COLUMNS, [
      memoryRow('process with the functions', memory.rss),
      memoryRow("functions' heaps", memory.workerHeaps),
      memoryRow("main thread's heap (event source mappings)", memory.mainHeap),
      memoryRow('process with the emulators, not judged', memory.emulators),
    ]),
    `open handles of the process with the functions: ${range(handles.map(([, count]) => count))}`,
    renderTable(ACTION_COLUMNS, actionRows(result)),
    renderTable(
      functionColumns(accepted),
      functions.filter(({ invocations }) => invocations > 0),
    ),
    [
      failed.length === 0 ? `All ${checks.length} checks hold:` : `${failed.length} of ${checks.length} checks fail:`,
      ...checks.map(({ isMet, text }) => `${isMet ? 'holds' : 'FAILS'}  ${text}`),
    ].join('\n  '),
  ].join('\n\n');
}

interface LagRow {
  readonly which: string;
  readonly lag: LagHistogram;
}

function lagRows({ emulated: { lags }, options }: SoakResult): readonly LagRow[] {
  const windows = Math.floor((options.minutes * 60_000) / LAG_WINDOW_MS);
  const third = Math.max(1, Math.floor(windows / 3));
  const { steady, flaky } = lags;
  return [
    { which: 'targets that stay, first third', lag: mergeLags(steady.slice(0, third)) },
    { which: 'second third', lag: mergeLags(steady.slice(third, windows - third)) },
    { which: 'last third', lag: mergeLags(steady.slice(windows - third, windows)) },
    { which: 'whole run and drain', lag: mergeLags(steady) },
    ...(flaky.length > 0 ? [{ which: 'targets that come and go', lag: mergeLags(flaky) }] : []),
  ];
}

const lagColumn = (title: string, of: (lag: LagHistogram) => number | undefined): Column<LagRow> => ({
  title,
  text: ({ lag }) => {
    const ms = of(lag);
    return ms === undefined ? '-' : seconds(ms);
  },
});

const LAG_COLUMNS: readonly Column<LagRow>[] = [
  { title: 'lag in seconds', text: ({ which }) => which, align: 'left' },
  lagColumn('p50', (lag) => percentileMs(lag, 50)),
  lagColumn('p95', (lag) => percentileMs(lag, 95)),
  lagColumn('p99', (lag) => percentileMs(lag, 99)),
  lagColumn('max', (lag) => percentileMs(lag, 100)),
];

interface MemoryRow {
  readonly which: string;
  readonly megabytes: readonly number[];
}

const memoryRow = (which: string, points: SoakResult['memory']['rss']): MemoryRow => ({
  which,
  megabytes: points.map(([, bytes]) => bytes / MB),
});

/** Where in the run, 0 to 1. */
const memoryAt = (title: string, share: number): Column<MemoryRow> => ({
  title,
  text: ({ megabytes }) => megabytes[Math.round(share * (megabytes.length - 1))]?.toFixed(0) ?? '-',
});

const MEMORY_COLUMNS: readonly Column<MemoryRow>[] = [
  { title: 'MB once collected, least in a minute', text: ({ which }) => which, align: 'left' },
  memoryAt('at the start', 0),
  memoryAt('a quarter', 0.25),
  memoryAt('half', 0.5),
  memoryAt('three quarters', 0.75),
  memoryAt('at the end', 1),
];

interface ActionRow {
  readonly action: string;
  readonly count: number;
  readonly accepted: number;
}

const actionRows = ({ emulated: { actions, targets } }: SoakResult): readonly ActionRow[] => {
  const accepted = sum(targets.map((target) => target.accepted));
  return Object.entries(actions)
    .filter(([action]) => action !== 'other')
    .map(([action, count]) => ({ action, count, accepted }))
    .toSorted((a, b) => a.action.localeCompare(b.action));
};

const perMillion = (count: number, accepted: number): string => ((count * 1_000_000) / accepted).toFixed(0);

const ACTION_COLUMNS: readonly Column<ActionRow>[] = [
  { title: 'requests', text: ({ action }) => action, align: 'left' },
  { title: 'in all', text: ({ count }) => String(count) },
  { title: 'for a million events delivered', text: ({ count, accepted }) => perMillion(count, accepted) },
];

const functionColumns = (accepted: number): readonly Column<SoakResult['functions'][number]>[] => [
  { title: 'function', text: ({ name }) => name, align: 'left' },
  { title: 'invocations', text: ({ invocations }) => String(invocations) },
  { title: 'for a million events', text: ({ invocations }) => perMillion(invocations, accepted) },
  { title: 'CPU s for a million events', text: ({ cpuMs }) => ((cpuMs * 1000) / accepted).toFixed(1) },
  { title: 'CPU ms for each', text: ({ cpuMs, invocations }) => (cpuMs / invocations).toFixed(1) },
  { title: 'crashes', text: ({ crashes }) => String(crashes) },
];

const range = (counts: readonly number[]): string =>
  counts.length === 0 ? 'the system does not tell' : `${Math.min(...counts)} to ${Math.max(...counts)}`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
