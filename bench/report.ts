import type { BenchResult, Ratio } from './bench.ts';
import type { BundleFigures } from './bundles.ts';
import type { LargeEvents } from './large-events.ts';
import type { Figures } from './measurement.ts';
import type { Outage } from './outage.ts';
import type { Row } from './rows.ts';
import { type Column, renderTable } from './table.ts';

/** The results as aligned plain text. */
export function renderReport(result: BenchResult): string {
  const { machine, size, rows, ratios, bundles, largeEvents, outages, checks } = result;
  const failed = checks.filter(({ isMet }) => !isMet);
  const verdict = failed.length === 0 ? `All ${checks.length} checks hold.` : `${failed.length} checks fail:`;
  return [
    `${machine.cores} cores (${machine.cpuModel}), Node ${machine.nodeVersion}; ` +
      `${size.events} events of ${Math.round(size.meanBytes)} bytes, medians of ${size.repetitions}`,
    `${renderTable(ROW_COLUMNS, rows)}\n${NOTES}`,
    ratios.map(renderRatio).join('\n'),
    renderTable(BUNDLE_COLUMNS, bundles),
    largeEvents.map(renderLargeEvents).join('\n'),
    renderTable(OUTAGE_COLUMNS, outages),
    [verdict, ...failed.map(({ text }) => `  ${text}`)].join('\n'),
  ].join('\n\n');
}

const NOTES = `All but events/s and the heap is per 100,000 events. CPU s: of the threads that do the work, each with the memory
of the functions. Process CPU s: of all that is not emulated, garbage collection and the event source mappings,
which AWS runs itself, included. The bare loops are measured once. splunk-logging's bodies of 1,000 events exceed Splunk Cloud's limit of 1 MB.`;

const renderRatio = ({ target, cpu, processCpu }: Ratio): string =>
  `${TARGET_NAMES[target]}: the pipeline takes ${cpu.toFixed(2)} times the CPU of the packages ` +
  `(${processCpu.toFixed(2)} with all of the process)`;

const renderLargeEvents = ({ target, events, meanBytes, peakHeapMb }: LargeEvents): string =>
  `${TARGET_NAMES[target]}: ${events} events of ${Math.round(meanBytes)} bytes, peak heap ${Math.round(peakHeapMb)} MB`;

const TARGET_NAMES = { splunk_cloud_logstreaming: 'Splunk', aws_eventbridge: 'EventBridge' } as const;

const PACKAGES = {
  splunk_cloud_logstreaming: '@okta/okta-sdk-nodejs + splunk-logging',
  aws_eventbridge: '@okta/okta-sdk-nodejs + @aws-sdk/client-eventbridge',
} as const;

const nameOf = ({ who, target }: Row): string =>
  ({
    pipeline: `this pipeline to ${TARGET_NAMES[target]}`,
    packages: PACKAGES[target],
    bare: `bare loop to ${TARGET_NAMES[target]}`,
  })[who];

type ReportRow = Row & { readonly figures: Figures };

const whole = (title: string, of: (figures: Figures) => number): Column<ReportRow> => ({
  title,
  text: ({ figures }) => of(figures).toFixed(0),
});

const ROW_COLUMNS: readonly Column<ReportRow>[] = [
  { title: '', text: nameOf, align: 'left' },
  whole('events/s', (figures) => figures.eventsPerSecond),
  { title: 'CPU s', text: ({ figures }) => figures.cpuSecondsPer100k.toFixed(2) },
  { title: 'process CPU s', text: ({ figures }) => figures.processCpuSecondsPer100k.toFixed(2) },
  whole('peak heap MB', (figures) => figures.peakHeapMb),
  whole('Okta', (figures) => figures.oktaCallsPer100k),
  whole('target', (figures) => figures.targetCallsPer100k),
  whole('SQS', (figures) => figures.sqsByFunctionsPer100k),
  whole('SQS by mappings', (figures) => figures.sqsByMappingsPer100k),
  whole('DynamoDB', (figures) => figures.dynamoPer100k),
];

const BUNDLE_COLUMNS: readonly Column<BundleFigures>[] = [
  { title: 'function', text: ({ name }) => name, align: 'left' },
  { title: 'KB', text: ({ kilobytes }) => kilobytes.toFixed(0) },
  { title: 'gzipped KB', text: ({ gzippedKilobytes }) => gzippedKilobytes.toFixed(0) },
  { title: 'cold import ms', text: ({ coldImportMs }) => coldImportMs.toFixed(0) },
];

const OUTAGE_COLUMNS: readonly Column<Outage>[] = [
  {
    title: 'after an hour without delivery at 200 events/s',
    text: ({ target }) => TARGET_NAMES[target],
    align: 'left',
  },
  { title: 'caught up after min', text: ({ minutes }) => minutes.toFixed(1) },
  { title: 'events', text: ({ events }) => String(events) },
  { title: 'Okta calls', text: ({ oktaRequests }) => String(oktaRequests) },
  { title: 'ms to poll a page', text: ({ pollMsPerPage }) => pollMsPerPage.toFixed(0) },
  { title: 'ms to deliver it', text: ({ deliverMsPerPage }) => deliverMsPerPage.toFixed(0) },
];
