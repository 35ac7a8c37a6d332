import type { BenchResult } from './bench.ts';
import type { BundleFigures } from './bundles.ts';
import type { Figures } from './measurement.ts';
import type { Outage } from './outage.ts';
import type { Row } from './rows.ts';
import { type Column, renderTable } from './table.ts';

/** The results as aligned plain text. */
export function renderReport({ machine, size, rows, ratios, bundles, outages, checks }: BenchResult): string {
  const { cpuModel, cores, nodeVersion } = machine;
  const failed = checks.filter(({ isMet }) => !isMet);
  const verdict = failed.length === 0 ? `All ${checks.length} checks hold.` : `${failed.length} checks fail:`;
  return [
    `${cores} cores (${cpuModel}), Node ${nodeVersion}`,
    `${size.events} events of ${Math.round(size.meanBytes)} bytes, medians of ${size.repetitions}; per 100,000 events:`,
    renderTable(ROW_COLUMNS, rows),
    ...ratios.map(
      ({ target, cpu, processCpu }) =>
        `CPU of the pipeline against the packages, ${TARGET_NAMES[target]}: ${cpu.toFixed(2)} (whole process ${processCpu.toFixed(2)})`,
    ),
    renderTable(BUNDLE_COLUMNS, bundles),
    renderTable(OUTAGE_COLUMNS, outages),
    [verdict, ...failed.map(({ text }) => `  ${text}`)].join('\n'),
  ].join('\n\n');
}

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
  { title: 'ms to deliver it', text: ({ deliverMsPerMessage }) => deliverMsPerMessage.toFixed(0) },
];
