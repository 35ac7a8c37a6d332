import type { StreamSummary, Summary } from '../../local/summary.ts';

/** An ACTIVE stream with nothing to do, and whatever a test wants to be otherwise. */
export const streamSummary = (overrides: Partial<StreamSummary> = {}): StreamSummary => ({
  id: 'A',
  name: 'Splunk Cloud',
  type: 'splunk_cloud_logstreaming',
  status: 'ACTIVE',
  accepted: 0,
  duplicates: 0,
  outOfOrder: 0,
  undeliverable: 0,
  backlog: 0,
  lagMs: { p50: null, p99: null },
  ...overrides,
});

export const summaryOf = (
  streams: readonly Partial<StreamSummary>[],
  { served = 0, elapsedSeconds = 0 }: Partial<Pick<Summary, 'served' | 'elapsedSeconds'>> = {},
): Summary => ({ served, elapsedSeconds, streams: streams.map(streamSummary) });
