import { type AdminReply, adminApi, type AskOptions } from './admin-api.ts';
import { logEvent } from './events.ts';
import { MINUTE } from './manual-clock.ts';
import { operation, OPERATIONS } from './openapi.ts';

export const BUS = '0oaFlO42ei5KFeVw926b';
export const SPLUNK = '0oaFlO42ei5KFeVw926c';
const NOBODY = '0oaFlO42ei5KFeVw926x';

const busBody = {
  type: 'aws_eventbridge',
  name: 'Security events',
  settings: { accountId: '123456789012', eventSourceName: 'okta-log-events', region: 'eu-west-1' },
};
const splunkSettings = { edition: 'aws', host: 'acme.splunkcloud.com' };
export const splunkBody = {
  type: 'splunk_cloud_logstreaming',
  name: 'Splunk Cloud',
  settings: { ...splunkSettings, token: '6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b' },
};

type Options = Parameters<typeof adminApi>[0];

/** An ACTIVE stream to a bus and one to Splunk that is INACTIVE and has been through everything. */
export async function apiWithStreams(options: Options = {}) {
  const ids = [BUS, SPLUNK, NOBODY];
  const api = await adminApi({ newStreamId: () => ids.shift() ?? 'no more ids', ...options });
  const lifecycle = (id: string, action: string) => api.ask('POST', `/api/v1/logStreams/${id}/lifecycle/${action}`);
  await api.ask('POST', '/api/v1/logStreams', { body: busBody });
  await api.ask('POST', '/api/v1/logStreams', { body: splunkBody });
  api.log.append(logEvent(1));
  await api.run();
  await lifecycle(SPLUNK, 'deactivate');
  api.clock.pass(MINUTE);
  await lifecycle(SPLUNK, 'activate?startFrom=now');
  await lifecycle(SPLUNK, 'deactivate');
  await api.announce();
  return api;
}

export interface Case extends AskOptions {
  readonly operation: string;
  /** The status, and the error code where there is one. */
  readonly answer: string;
  /** Of path parameters. */
  readonly path?: Readonly<Record<string, string>>;
  readonly options?: Options;
}

/** For every operation, requests for each answer that it has. */
export const CASES: readonly Case[] = [
  { operation: 'listLogStreams', answer: '200' },
  { operation: 'listLogStreams', answer: '200', query: { limit: '1' } },
  { operation: 'listLogStreams', answer: '200', query: { filter: 'status eq "INACTIVE"' } },
  { operation: 'listLogStreams', answer: '400 E0000001', query: { limit: '201' } },
  { operation: 'listLogStreams', answer: '400 E0000001', query: { after: 'made up' } },
  { operation: 'listLogStreams', answer: '400 E0000031', query: { filter: 'name eq "Splunk Cloud"' } },
  { operation: 'listLogStreams', answer: '400 E0000053', query: { filter: 'type eq' } },

  { operation: 'createLogStream', answer: '200', body: renamed(busBody, 'other', { eventSourceName: 'other' }) },
  { operation: 'createLogStream', answer: '200', body: renamed(splunkBody, 'other') },
  { operation: 'createLogStream', answer: '400 E0000001', body: splunkBody },
  { operation: 'createLogStream', answer: '400 E0000001', body: {} },
  {
    operation: 'createLogStream',
    answer: '400 E0000001',
    body: renamed(splunkBody, 'one too many'),
    options: { maxLogStreams: 2 },
  },
  { operation: 'createLogStream', answer: '400 E0000003', body: 'no JSON' },
  {
    operation: 'createLogStream',
    answer: '400 E0000176',
    body: renamed(busBody, 'elsewhere', { accountId: '999999999999', eventSourceName: 'elsewhere' }),
  },
  { operation: 'createLogStream', answer: '413 E0000003', body: ' '.repeat(65_537) },
  {
    operation: 'createLogStream',
    answer: '415 E0000021',
    body: splunkBody,
    headers: { 'Content-Type': 'text/plain' },
  },

  { operation: 'getLogStream', answer: '200' },
  { operation: 'getLogStream', answer: '200', path: { id: SPLUNK } },
  { operation: 'getLogStream', answer: '404 E0000007', path: { id: NOBODY } },

  { operation: 'replaceLogStream', answer: '200', body: renamed(busBody, 'other') },
  {
    operation: 'replaceLogStream',
    answer: '200',
    path: { id: SPLUNK },
    body: { ...splunkBody, settings: splunkSettings },
  },
  { operation: 'replaceLogStream', answer: '400 E0000001', body: renamed(busBody, 'other', { region: 'eu-west-2' }) },
  { operation: 'replaceLogStream', answer: '400 E0000003', body: '' },
  { operation: 'replaceLogStream', answer: '400 E0000003', body: 'no JSON' },
  { operation: 'replaceLogStream', answer: '404 E0000007', path: { id: NOBODY }, body: busBody },
  { operation: 'replaceLogStream', answer: '413 E0000003', body: ' '.repeat(65_537) },
  { operation: 'replaceLogStream', answer: '415 E0000021', body: busBody, headers: { 'Content-Type': 'text/json' } },

  { operation: 'deleteLogStream', answer: '204', path: { id: SPLUNK } },
  { operation: 'deleteLogStream', answer: '400 E0000001' },
  { operation: 'deleteLogStream', answer: '404 E0000007', path: { id: NOBODY } },

  { operation: 'activateLogStream', answer: '200' },
  {
    operation: 'activateLogStream',
    answer: '200',
    path: { id: SPLUNK },
    query: { startFrom: '2026-03-01T00:00:00Z' },
  },
  { operation: 'activateLogStream', answer: '400 E0000001', query: { startFrom: 'now' } },
  { operation: 'activateLogStream', answer: '400 E0000001', path: { id: SPLUNK }, query: { startFrom: 'yesterday' } },
  { operation: 'activateLogStream', answer: '404 E0000007', path: { id: NOBODY } },
  { operation: 'deactivateLogStream', answer: '200' },
  { operation: 'deactivateLogStream', answer: '200', path: { id: SPLUNK } },
  { operation: 'deactivateLogStream', answer: '404 E0000007', path: { id: NOBODY } },
  { operation: 'verifyLogStream', answer: '200' },
  { operation: 'verifyLogStream', answer: '200', options: { target: refusing() } },
  { operation: 'verifyLogStream', answer: '404 E0000007', path: { id: NOBODY } },

  { operation: 'listLogStreamSchemas', answer: '200' },
  { operation: 'getLogStreamSchema', answer: '200' },
  { operation: 'getLogStreamSchema', answer: '200', path: { type: 'splunk_cloud_logstreaming' } },
  { operation: 'getLogStreamSchema', answer: '404 E0000007', path: { type: 'syslog' } },

  { operation: 'listLogEvents', answer: '200' },
  { operation: 'listLogEvents', answer: '200', query: { sortOrder: 'DESCENDING', limit: '1' } },
  { operation: 'listLogEvents', answer: '400 E0000001', query: { sortOrder: 'UP' } },
  { operation: 'listLogEvents', answer: '400 E0000001', query: { limit: '1001' } },
  { operation: 'listLogEvents', answer: '400 E0000001', query: { since: 'yesterday' } },
  { operation: 'listLogEvents', answer: '400 E0000001', query: { until: 'tomorrow' } },
  { operation: 'listLogEvents', answer: '400 E0000001', query: { after: 'made up' } },
  { operation: 'listLogEvents', answer: '400 E0000001', query: { q: 'x'.repeat(41) } },
  { operation: 'listLogEvents', answer: '400 E0000031', query: { filter: 'debugContext.debugData.url co "x"' } },
  { operation: 'listLogEvents', answer: '400 E0000053', query: { filter: 'published gt "2026-03-01T00:00:00Z"' } },

  { operation: 'getPolling', answer: '200' },
  { operation: 'getCurrentUser', answer: '200' },
  { operation: 'getCurrentUser', answer: '200', as: { tokenId: '00T4n8cQeFbZk2wV7s5d', tokenName: 'terraform' } },

  ...OPERATIONS.map(({ operationId }) => ({
    operation: operationId,
    answer: '429 E0000047',
    body: {},
    options: { requestsPerMinute: 0 },
  })),
];

export function renamed<T extends { readonly settings: object }>(body: T, name: string, settings: object = {}) {
  return { ...body, name, settings: { ...body.settings, ...settings } };
}

function refusing() {
  const failure = { code: 'TARGET_CONFIGURATION', message: 'Splunk refused the HEC token' } as const;
  return { attempt: async (_stream: unknown, events: never) => ({ pending: events, undeliverable: [], failure }) };
}

/** What a case is told by, shortened. */
export const shown = ({ path, query, body, options, headers, as }: Case) => ({
  ...path,
  ...query,
  ...headers,
  ...as,
  ...(options && { given: Object.keys(options) }),
  ...(body !== undefined && { body: JSON.stringify(body).slice(0, 60) }),
});

export const askFor = async (each: Case): Promise<AdminReply> => send(await apiWithStreams(each.options), each);

export function send(api: Awaited<ReturnType<typeof adminApi>>, { path = {}, ...each }: Case): Promise<AdminReply> {
  const { method, path: template, body } = operation(each.operation);
  const values: Readonly<Record<string, string>> = { id: BUS, type: 'aws_eventbridge', ...path };
  const url = template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const { body: given, ...rest } = each;
  return api.ask(method, url, { ...rest, ...(body && { body: given }) });
}
