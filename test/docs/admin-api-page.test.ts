import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { presentedToken } from '../../lambdas/tokens/authorization-header.ts';
import { eventBusOf } from '../../lambdas/targets/event-bus.ts';
import { orgSubdomain } from '../../lambdas/targets/org-subdomain.ts';
import { API_ORIGIN } from '../support/admin-api.ts';
import { busDisappears, type Exchange, PAGE_VARIABLES, pageApi, runPage } from '../support/admin-api-page.ts';
import { curlRequest } from '../support/curl.ts';
import { OPERATIONS } from '../support/openapi.ts';
import { blocksOf } from '../support/page.ts';
import { commandsIn } from '../support/shell.ts';
import { API_TOKEN } from '../support/streams-world.ts';

const PAGE = 'docs/admin-api.md';

const BUS = {
  type: 'aws_eventbridge',
  name: 'Security',
  settings: { accountId: '123456789012', eventSourceName: 'okta-log-events', region: 'eu-west-1' },
};

describe('the examples', () => {
  test('of docs/admin-api.md are answered as they say, from top to bottom', async () => {
    const exchanges = await runPage(PAGE, await pageApi(), { "Beyond Okta's API": busDisappears });

    for (const exchange of exchanges) expectAnswer(exchange);
    expect(exchanges.length).toBeGreaterThan(15);
  });

  test('of docs/lifecycle-events.md are answered as they say', async () => {
    const api = await pageApi();
    await api.ask('POST', '/api/v1/logStreams', { body: BUS });

    const exchanges = await runPage('docs/lifecycle-events.md', api, { 'Lifecycle events': busDisappears });

    for (const exchange of exchanges) expectAnswer(exchange);
    expect(exchanges).not.toEqual([]);
  });

  test.each([PAGE, 'docs/lifecycle-events.md', 'docs/splunk.md'])(
    'of %s have queries that every version of curl signs as AWS reads them',
    (page) => {
      const urls = blocksOf(page)
        .filter(({ language }) => language === 'sh')
        .flatMap(({ text }) => commandsIn(text, PAGE_VARIABLES))
        .flatMap(({ words }) => words.filter((word) => word.startsWith(API_ORIGIN)));

      expect(urls).toEqual(urls.map(signedAlike));
    },
  );

  test('are in blocks that a test knows', () => {
    const kinds = [PAGE, 'docs/lifecycle-events.md'].flatMap((page) =>
      blocksOf(page).map(({ language, info }) => `${language} ${info}`.trim()),
    );

    expect(new Set(kinds)).toEqual(
      new Set([
        ...['sh', 'json', 'json part', 'json policy', 'json security-events.json', 'json splunk.json', 'http'],
        'js create-splunk-stream.mjs',
        ...['http hook-verification', 'json hook-verification', 'json hook-event'],
      ]),
    );
  });

  test('authenticate as the API asks for it', () => {
    const [signed, bearing] = commandsIn(
      blocksOf(PAGE)
        .filter(({ heading }) => heading === 'Reach it')
        .map(({ text }) => text)
        .join('\n'),
      {
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'session',
        OKTA_LOG_STREAMING_TOKEN: API_TOKEN,
      },
    ).map(({ words }) => curlRequest(words));
    const { hostname } = new URL(signed?.url ?? '');

    expect(signed?.options.get('--aws-sigv4')).toBe(`aws:amz:${hostname.split('.')[2]}:execute-api`);
    expect(signed?.headers).toEqual({ 'x-amz-security-token': 'session' });
    expect(presentedToken(bearing?.headers)).toBe(API_TOKEN);
    expect([signed, bearing].map((request) => request?.url)).toEqual([
      `${API_ORIGIN}/api/v1/logStreams`,
      `${API_ORIGIN}/api/v1/logStreams`,
    ]);
  });
});

test('the policy lets the bus of the example take what its stream sends, and nothing else', () => {
  const policy = blocksOf(PAGE).find(({ info }) => info === 'policy')?.text ?? '';
  const { settings } = BUS;

  expect(JSON.parse(policy)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: expect.any(String),
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::<account of the stack>:root' },
        Action: 'events:PutEvents',
        Resource: eventBusOf(settings).arn,
        Condition: {
          StringEquals: {
            'events:source': `okta.com/${orgSubdomain(new URL('https://acme.okta.com'))}/${settings.eventSourceName}`,
          },
        },
      },
    ],
  });
});

test('the table of errors has the codes and statuses that the API description has', () => {
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(/^\| (E\d{7}) +\| (\d\d\d(?:, \d\d\d)*) +\|/gm)];
  const described = new Map<string, Set<string>>([
    // What is no operation is described nowhere but in words.
    ['E0000008', new Set(['404'])],
    ['E0000022', new Set(['405'])],
  ]);
  for (const { responses } of OPERATIONS) {
    for (const [status, { content }] of Object.entries(responses)) {
      for (const code of Object.keys(content?.['application/json'].examples ?? {})) {
        described.set(code, (described.get(code) ?? new Set()).add(status));
      }
    }
  }

  expect(Object.fromEntries(rows.map(([, code, statuses]) => [code, statuses]))).toEqual(
    Object.fromEntries([...described].map(([code, statuses]) => [code, statusesOf(statuses)])),
  );
});

/** AWS: parameters in order, and everything but unreserved characters percent-encoded. */
function signedAlike(url: string): string {
  const { origin, pathname, searchParams } = new URL(url);
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join('&');
  return `${origin}${pathname}${query === '' ? '' : `?${query}`}`;
}

/** API Gateway has two of its own, 500 and 504. */
const statusesOf = (statuses: ReadonlySet<string>): string =>
  [...statuses].map((status) => (status === '5XX' ? '500, 504' : status)).join(', ');

function expectAnswer({ command, reply, answer }: Exchange): void {
  const { status, body, headers } = reply;
  const text = answer?.text ?? '';
  expect({ command, isRefused: status >= 400, body: status >= 400 && body }).toMatchObject({
    command,
    isRefused: text.includes('"errorCode"'),
  });
  if (answer?.language === 'http')
    expect(headLines(status, headers)).toEqual(expect.arrayContaining(text.split('\n')));
  else if (answer?.info === 'part') expect(body).toMatchObject(JSON.parse(text) as object);
  else if (answer) expect(body).toEqual(JSON.parse(text));
}

const headLines = (status: number, { link = '' }: Readonly<Record<string, string>>): readonly string[] => [
  `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
  ...link.split(', ').map((value) => `Link: ${value}`),
];
