import { spawnSync } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pageEvents } from '../../lambdas/okta/page-events.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import {
  bomb,
  drip,
  ENCODINGS,
  hostileServers,
  sendEndlessly,
  timeLimit,
  UNREAD_BYTES,
} from '../support/hostile-servers.ts';
import { manualClock } from '../support/manual-clock.ts';
import { cursorOf, tokenAuthorization } from '../support/okta-fake.ts';

const MAX_PAGE_BYTES = 25_165_824;
const SOURCE = { contentType: 'application/json', credentials: [] };
const NEXT = (origin: string) => ({ link: `<${origin}/api/v1/logs?after=2>; rel="next"` });

const servers = hostileServers();
afterEach(servers.stopAll);

/** A page of an org that answers so. */
async function fetchedFrom(
  answer: (response: ServerResponse, origin: string) => unknown,
  { timeout } = timeLimit(),
): Promise<unknown> {
  const { url } = await servers.listen((request, response) => {
    answer(response, `http://${request.headers.host}`);
  });
  const client = systemLogClient({
    orgUrl: url,
    authorization: tokenAuthorization('s3cret'),
    fetch,
    now: manualClock().now,
    timeout,
    rateLimitShare: 1,
  });
  return client.fetchPage(cursorOf(`${url.origin}/api/v1/logs`));
}

describe('an org that means ill', () => {
  test.each(ENCODINGS)('is read no further than 24 MB of a page packed by %s', async (encoding) => {
    const { headers, body } = bomb(encoding, '[]');
    const fetched = fetchedFrom((response, origin) =>
      response.writeHead(200, { ...headers, ...NEXT(origin) }).end(body),
    );

    await expect(fetched).rejects.toMatchObject({
      code: 'OKTA_PAGE_INVALID',
      message: `Okta's answer must have at most ${MAX_PAGE_BYTES} bytes; got more`,
    });
  });

  test.each([
    ['a page', 200, MAX_PAGE_BYTES, 'OKTA_PAGE_INVALID'],
    ['a refusal', 400, 0, 'CURSOR_REFUSED'],
    ['an outage', 503, 0, 'OKTA_UNAVAILABLE'],
    ['a redirect', 302, 0, 'OKTA_REJECTED'],
    ['a 429', 429, 0, 'OKTA_RATE_LIMITED'],
  ])('is hung up on when %s has no end', async (_what, status, taken, code) => {
    const sent: Promise<number>[] = [];
    const fetched = fetchedFrom((response, origin) => sent.push(sendEndlessly(response, NEXT(origin), status)));

    await expect(fetched).rejects.toMatchObject({ code });
    expect(await sent[0]).toBeLessThan(taken + UNREAD_BYTES);
  });

  test('has no longer than the time limit of a request, however steadily it drips', async () => {
    const limit = timeLimit();
    const fetched = fetchedFrom((response, origin) => drip(response, NEXT(origin), limit.end), limit);

    await expect(fetched).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringMatching('timed out'),
    });
  });

  test('cannot fill the memory with headers', async () => {
    const fetched = fetchedFrom((response, origin) =>
      response.writeHead(200, { ...NEXT(origin), 'x-much': 'x'.repeat(100_000) }).end('[]'),
    );

    await expect(fetched).rejects.toMatchObject({
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
