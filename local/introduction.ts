import type { LogStream } from '../lambdas/core/log-stream.ts';

/** What a run tells its reader first: what is read into what, and what can be tried. Each command stands alone on its line. */
export function introduction(run: {
  readonly orgUrl: string;
  readonly isOrgSimulated: boolean;
  readonly streams: readonly LogStream[];
  readonly isSimulated: (type: LogStream['type']) => boolean;
  readonly controlUrl: string;
}): string[] {
  const { orgUrl, isOrgSimulated, streams, isSimulated, controlUrl } = run;
  const splunk = streams.find(({ type }) => type === 'splunk_cloud_logstreaming');
  return [
    `Reading ${orgUrl}${isOrgSimulated ? ' (simulated)' : ''} into ${streams.length} streams. Try, in another terminal:`,
    ...(splunk && isSimulated(splunk.type) ? splunkCommands(controlUrl, splunk.id) : []),
    '  See the state as JSON',
    `    curl ${controlUrl}/`,
    'Ctrl-C stops the run.',
  ];
}

const splunkCommands = (controlUrl: string, streamId: string): string[] => [
  '  Make Splunk fail: two attempts, then the stream is INACTIVE (also: hang, throttle, refuse)',
  `    curl -X POST ${controlUrl}/splunk/fail`,
  '  Mend it and activate the stream',
  `    curl -X POST ${controlUrl}/splunk/healthy ${controlUrl}/api/v1/logStreams/${streamId}/lifecycle/activate`,
];
