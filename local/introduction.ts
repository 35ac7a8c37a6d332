import type { LogStream } from '../lambdas/core/log-stream.ts';
import type { AdminAccess } from './admin-access.ts';

/**
 * What a run tells its reader first: what is read into what, and what can be tried. Each command stands alone on its
 * line.
 */
export function introduction(run: {
  readonly orgUrl: string;
  readonly isOrgSimulated: boolean;
  readonly streams: readonly LogStream[];
  readonly isSimulated: (type: LogStream['type']) => boolean;
  readonly controlUrl: string;
  readonly consoleUrl: string;
  readonly api: AdminAccess;
}): string[] {
  const { orgUrl, isOrgSimulated, streams, isSimulated, controlUrl, consoleUrl, api } = run;
  const splunk = streams.find(({ type }) => type === 'splunk_cloud_logstreaming');
  const command = streamsCommand(api);
  return [
    `Reading ${orgUrl}${isOrgSimulated ? ' (simulated)' : ''} into ${streams.length} streams.`,
    `See and change the streams in a browser: ${consoleUrl}`,
    `The admin API is at ${api.url}/api/v1/logStreams. Try, in another terminal:`,
    ...(splunk && isSimulated(splunk.type) ? splunkCommands(controlUrl, command, splunk.id) : []),
    '  See the streams, and what happened to them',
    `    ${command} list`,
    `    ${command} events`,
    ...(api.token === undefined
      ? []
      : [`    curl -H 'Authorization: SSWS ${api.token}' ${api.url}/api/v1/logStreams`]),
    '  See as JSON what arrived at the targets',
    `    curl ${controlUrl}/`,
    'Ctrl-C stops the run.',
  ];
}

const splunkCommands = (controlUrl: string, command: string, streamId: string): string[] => [
  '  Make Splunk fail: two attempts, then the stream is INACTIVE (also: hang, throttle, refuse)',
  `    curl -X POST ${controlUrl}/splunk/fail`,
  '  Mend it, try it, and activate the stream',
  `    curl -X POST ${controlUrl}/splunk/healthy`,
  `    ${command} verify ${streamId}`,
  `    ${command} activate ${streamId}`,
];

const streamsCommand = ({ url, token }: AdminAccess): string => {
  const credentials =
    token === undefined ? 'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local' : `OKTA_LOG_STREAMING_TOKEN=${token}`;
  return `${credentials} npx streams --endpoint ${url}`;
};
