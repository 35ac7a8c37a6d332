import * as fc from 'fast-check';
import type { AdminReply } from './admin-api.ts';
import { OTHER_TOKEN, TOKEN } from './stream-requests.ts';

const method = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE') },
  { weight: 1, arbitrary: fc.constantFrom('PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'get') },
);

const segment = fc.oneof(
  fc.constant('{id}'),
  fc.constantFrom('0oa00000000000000001', '..', '%00', '%2e%2e', 'constructor', '__proto__', '', '{id}{id}'),
  fc.string({ maxLength: 30 }).map((text) => encodeURIComponent(text.toWellFormed())),
  // Longer than a key of the table may be: in bytes, and in letters that are more than one.
  fc.integer({ min: 1_100, max: 2_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 400, max: 700 }).map((length) => encodeURIComponent('\u00fc'.repeat(length))),
);
const path = fc.oneof(
  { weight: 3, arbitrary: fc.constant('/api/v1/logStreams') },
  { weight: 4, arbitrary: segment.map((id) => `/api/v1/logStreams/${id}`) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(segment, fc.constantFrom('activate', 'deactivate', 'verify', 'delete'))
      .map(([id, action]) => `/api/v1/logStreams/${id}/lifecycle/${action}`),
  },
  { weight: 3, arbitrary: fc.constantFrom('/api/v1/logs', '/api/v1/users/me', '/api/v1/meta/schemas/logStream') },
  { weight: 1, arbitrary: segment.map((type) => `/api/v1/meta/schemas/logStream/${type}`) },
  { weight: 1, arbitrary: fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`) },
);

const parameter = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '0',
    '1',
    '200',
    '1000',
    '-1',
    '1e9',
    'now',
    'resume',
    '2026-03-01T00:00:00Z',
    '9999-12-31',
    'ASCENDING',
  ),
  fc.constantFrom('type eq "aws_eventbridge"', 'status eq "ACTIVE"', '((((', 'not (a eq 1)', '"', 'actor.id eq "\\"'),
);
const query = fc.dictionary(
  fc.oneof(
    fc.constantFrom('limit', 'after', 'filter', 'since', 'until', 'sortOrder', 'q', 'startFrom', '__proto__'),
    fc.string({ maxLength: 10 }),
  ),
  fc.oneof(parameter, fc.array(parameter, { minLength: 1, maxLength: 3 })),
  { maxKeys: 4 },
);

const member = fc.oneof(
  fc.constantFrom<unknown>(
    TOKEN,
    OTHER_TOKEN,
    'aws_eventbridge',
    'splunk_cloud_logstreaming',
    'acme.splunkcloud.com',
  ),
  fc.constantFrom<unknown>('123456789012', 'eu-west-3', 'aws', null, 0, true, `http://x/?t=${TOKEN}`),
  fc.string({ unit: 'binary', maxLength: 120 }),
);
const settings = fc.oneof(
  fc.dictionary(
    fc.oneof(
      fc.constantFrom('edition', 'host', 'token', 'accountId', 'eventSourceName', 'region', TOKEN),
      fc.string({ maxLength: 8 }),
    ),
    member,
    { maxKeys: 6 },
  ),
  fc.constant({ edition: 'aws', host: 'acme.splunkcloud.com', token: TOKEN }),
  fc.string({ maxLength: 9 }).map((eventSourceName) => ({
    accountId: '123456789012',
    eventSourceName,
    region: 'eu-west-3',
  })),
);
const wellFormed = fc.record(
  {
    name: fc.string({ unit: 'binary', maxLength: 110 }),
    type: member,
    settings,
    id: member,
    status: member,
    token: fc.constant(TOKEN),
  },
  { requiredKeys: ['settings'] },
);
const splunk = fc.string({ minLength: 1, maxLength: 9 }).map((name) => ({
  name,
  type: 'splunk_cloud_logstreaming',
  settings: { edition: 'aws', host: 'acme.splunkcloud.com', token: TOKEN },
}));
/** Well-formed JSON of a text that is none. */
const loneSurrogate = fc.constantFrom('\\ud800', '\\udfff', 'a\\udc00b').map((name) =>
  JSON.stringify({
    name: '<name>',
    type: 'splunk_cloud_logstreaming',
    settings: { edition: 'aws', host: 'acme.splunkcloud.com', token: TOKEN },
  }).replace('<name>', name),
);
const body = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: splunk },
  { weight: 5, arbitrary: wellFormed },
  { weight: 2, arbitrary: fc.json({ maxDepth: 8 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }).map((text) => `{"token":"${TOKEN}",${text}`) },
  { weight: 1, arbitrary: loneSurrogate },
  { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 70_000 }).map((length) => `"${'x'.repeat(length)}"`) },
);

const headers = fc.dictionary(
  fc.constantFrom('Content-Type', 'X-Forwarded-Proto', 'Accept', 'X-Okta-Retry-For', 'Authorization', 'Host'),
  fc.oneof(
    fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/xml', `SSWS ${TOKEN}`, 'http'),
    fc.string({ maxLength: 40 }),
  ),
  { maxKeys: 3 },
);

/** Any request, with `{id}` in its path where the id of a stream that there is may stand. */
export const hostileRequests = fc.record({ method, path, query, headers, body });

const ENVELOPE = ['errorCauses', 'errorCode', 'errorId', 'errorLink', 'errorSummary'];

/** What is wrong with a reply, in words. */
export function faultsOf({ status, text, body: answer, headers: sent }: AdminReply): string[] {
  const isRefusal = status >= 400;
  const members = typeof answer === 'object' && answer !== null ? Object.keys(answer).toSorted() : [];
  return [
    ...(status >= 500 ? [`it is ${status}`] : []),
    ...(isRefusal && members.join() !== ENVELOPE.join() ? [`its envelope has ${members.join()}`] : []),
    ...([TOKEN, OTHER_TOKEN].some((secret) => text.includes(secret)) ? ['it has a token in it'] : []),
    ...(Object.values(sent).some((value) => /[\r\n]/.test(value)) ? ['a header has two lines'] : []),
  ];
}
