import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pageEvents } from '../../lambdas/okta/page-events.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { type BoundedClient, expectBombRefused, expectHungUp, expectTimedOut } from '../support/bounded-answers.ts';
import { ENCODINGS, hostileServers, timeLimit } from '../support/hostile-servers.ts';
import { manualClock } from '../support/manual-clock.ts';
import { cursorOf, tokenAuthorization } from '../support/okta-fake.ts';

const MAX_PAGE_BYTES = 25_165_824;
const MAX_REFUSAL_BYTES = 65_536;
const SOURCE = { contentType: 'application/json', credentials: [] };
const NEXT = (origin: string) => ({ link: `<${origin}/api/v1/logs?after=2>; rel="next"` });

const servers = hostileServers();
afterEach(servers.stopAll);

const fetchPage: BoundedClient<unknown>['call'] = ({ url, fetch, timeout }) =>
  systemLogClient({
    orgUrl: url,
    authorization: tokenAuthorization('s3cret'),
    fetch,
    now: manualClock().now,
    timeout,
    rateLimitShare: 1,
  }).fetchPage(cursorOf(`${url.origin}/api/v1/logs`));

const ORG: BoundedClient<unknown> = {
  servers,
  call: fetchPage,
  headers: NEXT,
  text: '[]',
  limitBytes: MAX_PAGE_BYTES,
  tooLong: (fetched) =>
    expect(fetched).rejects.toMatchObject({
      code: 'OKTA_PAGE_INVALID',
      message: `Okta's answer must have at most ${MAX_PAGE_BYTES} bytes; got more`,
    }),
  timedOut: (fetched) =>
    expect(fetched).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringMatching('timed out'),
    }),
};

describe('an org that means ill', () => {
  test.each(ENCODINGS)('is read no further than 24 MB of a page packed by %s', (encoding) =>
    expectBombRefused(ORG, encoding),
  );

  test.each([
    ['a page', 200, MAX_PAGE_BYTES, 'OKTA_PAGE_INVALID'],
    ['a refusal', 400, MAX_REFUSAL_BYTES, 'CURSOR_REFUSED'],
    ['an outage', 503, MAX_REFUSAL_BYTES, 'OKTA_UNAVAILABLE'],
    ['a redirect', 302, 0, 'OKTA_REJECTED'],
    ['a 429', 429, 0, 'OKTA_RATE_LIMITED'],
  ])('is hung up on when %s has no end', (_what, status, limitBytes, code) =>
    expectHungUp(
      { ...ORG, limitBytes, tooLong: (fetched) => expect(fetched).rejects.toMatchObject({ code }) },
      status,
    ),
  );

  test('has no longer than the time limit of a request, however steadily it drips', () => expectTimedOut(ORG));

  test('cannot fill the memory with headers', async () => {
    const { url } = await servers.listen((_request, response) =>
      response.writeHead(200, { 'x-much': 'x'.repeat(100_000) }).end('[]'),
    );

    await expect(fetchPage({ url, fetch, timeout: timeLimit().timeout })).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringContaining('Headers Overflow'),
    });
  });

  test('cannot fill the memory with a page that is small', () => {
    const script = fileURLToPath(new URL('../support/hostile-pages.ts', import.meta.url));

    const { stdout, status } = spawnSync(process.execPath, ['--max-old-space-size=64', script], { encoding: 'utf8' });

    expect(stdout.split('\n')).toEqual([
      'many values: OKTA_PAGE_INVALID',
      'many objects: OKTA_PAGE_INVALID',
      'lists in lists: OKTA_PAGE_INVALID',
      'objects in objects: OKTA_PAGE_INVALID',
      '',
    ]);
    expect(status).toBe(0);
  });
});

describe('the limits of a page', () => {
  const nested = (depth: number): string => `[{"a":${'['.repeat(depth)}${']'.repeat(depth)}}]`;

  test('let an event nested a hundred thousand levels deep through as it is', () => {
    const [event] = pageEvents(Buffer.from(nested(100_000)), SOURCE);

    expect(event?.json.toString()).toBe(nested(100_000).slice(1, -1));
  });

  test('end at a million levels', () => {
    expect(pageEvents(Buffer.from(nested(999_999)), SOURCE)).toHaveLength(1);
    expect(() => pageEvents(Buffer.from(nested(1_000_000)), SOURCE)).toThrow('must be a JSON array');
  });

  test('end at ten thousand elements, which is ten pages', () => {
    const page = (count: number): Buffer => Buffer.from(JSON.stringify(Array.from({ length: count }, () => ({}))));

    expect(pageEvents(page(10_000), SOURCE)).toHaveLength(10_000);
    expect(() => pageEvents(page(10_001), SOURCE)).toThrow('at most 10000 elements');
  });
});
