import { describe, expect, test } from '@jest/globals';

import type { Cursor } from '../../lambdas/core/position.ts';
import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import {
  errorOf,
  eventsOf,
  fakeFetch,
  inOrder,
  linkTo,
  manualClock,
  networkError,
  noTimeout,
  ORG,
  pageOf,
  type Reply,
  tokenAuthorization,
} from '../support/okta-fake.ts';

const NEXT = `${ORG.origin}/api/v1/logs?after=1648112954504_1&limit=1000`;
const cursorOf = (url: string) => url as Cursor;
const CURSOR = cursorOf(`${ORG.origin}/api/v1/logs?after=1&limit=1000`);

function clientFor(reply: Reply, { orgUrl = ORG, tokens = ['s3cret'] } = {}) {
  const { fetch, requests } = fakeFetch(reply);
  const client = systemLogClient({
    orgUrl,
    authorization: tokenAuthorization(...tokens),
    fetch,
    now: manualClock().now,
    timeout: noTimeout,
    rateLimitShare: 0.5,
  });
  return { client, requests };
}

const fetchFrom = (reply: Reply, cursor = CURSOR) => clientFor(reply).client.fetchPage(cursor);

describe('the first cursor', () => {
  test('is an ascending polling request of the largest pages, without an end', () => {
    const { client } = clientFor(inOrder(), { orgUrl: new URL('https://acme.okta.com/admin?x=1') });

    const cursor = client.start(new Date('2026-11-22T10:00:00.123Z'));

    expect(cursor).toBe(`${ORG.origin}/api/v1/logs?since=2026-11-22T10:00:00.123Z&sortOrder=ASCENDING&limit=1000`);
  });
});

describe('a page', () => {
  test('carries its cursor, its events as they were written, and the next link verbatim', async () => {
    const next = `${ORG.origin}/api/v1/logs?after=a%2Cb,c;d&limit=1000`;

    const page = await fetchFrom(inOrder(pageOf('[ {"uuid":"a","n":1.0} , {"uuid":"b"} ]', { next })));

    expect(page).toMatchObject({
      cursor: CURSOR,
      events: [{ id: 'a', text: '{"uuid":"a","n":1.0}' }, { id: 'b' }],
      next,
      isFull: false,
    });
  });

  test('is asked for at its cursor, as JSON, under our name, without following redirects', async () => {
    const { client, requests } = clientFor(inOrder(pageOf('[]')));

    await client.fetchPage(CURSOR);

    expect(requests).toMatchObject([{ method: 'GET', url: new URL(CURSOR), redirect: 'manual' }]);
    expect(Object.fromEntries(requests[0]?.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: 'SSWS s3cret',
      'user-agent': expect.stringMatching(/^okta-log-streaming\/\d+\.\d+\.\d+ \(\+node 2\d\.\d+\.\d+\)$/),
    });
  });

  test.each([
    ['empty', 0, 'limit=1000', false],
    ['one short of the limit', 999, 'limit=1000', false],
    ['at the limit', 1_000, 'limit=1000', true],
    ['at the lower limit that the cursor has', 100, 'limit=100', true],
    ['at Okta’s default when the cursor has no limit', 100, 'x=1', true],
    ['below that default', 99, 'x=1', false],
    ['at the largest page when the cursor asks for more', 1_000, 'limit=5000', true],
    ['empty, when the cursor asks for nothing', 0, 'limit=0', false],
    ['empty, when the cursor’s limit is no number', 0, 'limit=many', false],
  ])('that is %s tells whether there may be more', async (_, count, parameter, isFull) => {
    const cursor = cursorOf(`${ORG.origin}/api/v1/logs?after=1&${parameter}`);

    const page = await fetchFrom(inOrder(pageOf(eventsOf(count))), cursor);

    expect(page.isFull).toBe(isFull);
  });

  test('that is empty may lead to itself', async () => {
    const page = await fetchFrom(inOrder(pageOf('[]', { next: CURSOR })));

    expect(page).toMatchObject({ events: [], next: CURSOR });
  });

  test('with events that leads to itself is refused, because it would repeat for ever', async () => {
    const fetched = fetchFrom(inOrder(pageOf(eventsOf(1), { next: CURSOR })));

    await expect(fetched).rejects.toMatchObject({ code: 'OKTA_PAGE_INVALID' });
  });

  test.each([
    ['no next link', new Response('[]', { headers: { link: `<${NEXT}>; rel="self"` } })],
    ['no Link header', new Response('[]')],
    ['HTML', pageOf('<html>maintenance</html>', { headers: { 'content-type': 'text/html' } })],
    ['an object', pageOf('{"events":[]}')],
    ['half a body', pageOf('[{"uuid":"a"}')],
    ['no body', new Response(null, { headers: { link: linkTo(NEXT) } })],
    ['bytes that are not UTF-8', pageOf(new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]))],
  ])('with %s is refused', async (_, response) => {
    await expect(fetchFrom(inOrder(response))).rejects.toMatchObject({ code: 'OKTA_PAGE_INVALID' });
  });

  test('of more than 64 MB is refused before it is read to its end', async () => {
    let megabytes = 0;
    const endless = new ReadableStream({
      pull(controller) {
        megabytes += 1;
        controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
      },
    });

    await expect(fetchFrom(inOrder(pageOf(endless)))).rejects.toMatchObject({ code: 'OKTA_PAGE_INVALID' });
    expect(megabytes).toBeLessThan(70);
  });

  test('with a byte order mark is read', async () => {
    const page = await fetchFrom(inOrder(pageOf('\ufeff[{"uuid":"é"}]')));

    expect(page.events).toMatchObject([{ id: 'é', bytes: 13 }]);
  });
});

describe('credentials stay with the org:', () => {
  const elsewhere = [
    ['another host', 'https://evil.example/api/v1/logs', 'https://evil.example'],
    [
      'a host that begins like the org’s',
      'https://acme.okta.com.evil.example/',
      'https://acme.okta.com.evil.example',
    ],
    ['a host that ends like the org’s', 'https://evil-acme.okta.com/', 'https://evil-acme.okta.com'],
    ['a host that has the org in its path', 'https://evil.example/https://acme.okta.com/', 'https://evil.example'],
    ['the org as user name', 'https://acme.okta.com@evil.example/', 'https://evil.example'],
    ['the org as user name and password', 'https://acme.okta.com:443@evil.example/', 'https://evil.example'],
    ['a backslash before the at sign', 'https://evil.example\\@acme.okta.com/', 'https://evil.example'],
    ['a downgrade to http', 'http://acme.okta.com/api/v1/logs', 'http://acme.okta.com'],
    ['another port', 'https://acme.okta.com:8443/api/v1/logs', 'https://acme.okta.com:8443'],
    ['a sibling org', 'https://acme-admin.okta.com/api/v1/logs', 'https://acme-admin.okta.com'],
    ['another scheme', 'data:application/json,[]', 'null'],
    ['a user name at the org', 'https://me:pw@acme.okta.com/', 'a user name or password at https://acme.okta.com'],
    ['a path without a host', '/api/v1/logs?after=2', 'no absolute URL'],
    ['a link without a scheme', '//evil.example/api/v1/logs', 'no absolute URL'],
  ] as const;

  test.each(elsewhere)('a cursor with %s is refused without a request', async (_, url, got) => {
    const { client, requests } = clientFor(inOrder(pageOf('[]')));

    await expect(client.fetchPage(cursorOf(url))).rejects.toMatchObject({
      code: 'OKTA_LINK_REFUSED',
      message: `a cursor must be a URL of https://acme.okta.com; got ${got}`,
    });
    expect(requests).toEqual([]);
  });

  test.each(elsewhere)('a page whose next link has %s is not accepted', async (_, next, got) => {
    await expect(fetchFrom(inOrder(pageOf(eventsOf(1), { next })))).rejects.toMatchObject({
      code: 'OKTA_LINK_REFUSED',
      message: `a next link must be a URL of https://acme.okta.com; got ${got}`,
    });
  });

  test.each([
    ['the default port', 'https://acme.okta.com:443/api/v1/logs?after=2'],
    ['capitals in the host', 'https://ACME.okta.com/api/v1/logs?after=2'],
  ])('a next link with %s is the org’s', async (_, next) => {
    const page = await fetchFrom(inOrder(pageOf('[]', { next })));

    expect(page.next).toBe(next);
  });

  test.each([301, 302, 303, 307, 308])('a redirect with %i is an error that names its target', async (status) => {
    const redirect = new Response(null, { status, headers: { location: 'https://login.example/sso?token=1' } });
    const { client, requests } = clientFor(inOrder(redirect));

    await expect(client.fetchPage(CURSOR)).rejects.toMatchObject({
      code: 'OKTA_REJECTED',
      message: expect.stringMatching(/redirects to https:\/\/login\.example,/),
    });
    expect(requests).toHaveLength(1);
  });

  test('a redirect that fetch hides is an error too', async () => {
    await expect(fetchFrom(inOrder(Response.error()))).rejects.toMatchObject({ code: 'OKTA_REJECTED' });
  });
});

describe('a refusal', () => {
  test.each([
    [
      'the cursor',
      errorOf(400, 'E0000001', 'Api validation failed: after'),
      'CURSOR_REFUSED',
      '400 E0000001 Api validation failed: after',
    ],
    [
      'the time',
      errorOf(400, 'E0000053', 'The since parameter is over 180 days'),
      'CURSOR_REFUSED',
      '400 E0000053 The since',
    ],
    ['a cursor that is gone', new Response('', { status: 410 }), 'CURSOR_REFUSED', 'refused the cursor: 410'],
    ['the path', errorOf(404, 'E0000008', 'Not found'), 'OKTA_REJECTED', '404 E0000008 Not found; expected is 200'],
    ['the method', errorOf(405, 'E0000022', 'Not supported'), 'OKTA_REJECTED', '405 E0000022'],
    ['nothing, but without a page', new Response(null, { status: 204 }), 'OKTA_REJECTED', '204; expected is 200'],
  ])('of %s has its code and Okta’s words', async (_, response, code, words) => {
    await expect(fetchFrom(inOrder(response))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  test('with a long or odd text is cut and on one line', async () => {
    const response = errorOf(400, 'E0000001', `a\r\nb\u001b[2J\u202e${'x'.repeat(1_000)}`);

    await expect(fetchFrom(inOrder(response))).rejects.toMatchObject({
      message: expect.stringMatching(/: 400 E0000001 a b \[2J x{182}…$/),
    });
  });

  test.each([401, 403])('with %i is asked once more with renewed credentials', async (status) => {
    const replies = inOrder(errorOf(status, 'E0000011', 'Invalid token'), pageOf('[]', { next: NEXT }));
    const { client, requests } = clientFor(replies, { tokens: ['old', 'new'] });

    const page = await client.fetchPage(CURSOR);

    expect(page.next).toBe(NEXT);
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['SSWS old', 'SSWS new']);
  });

  test.each([
    [401, 'E0000011', 'Invalid token provided'],
    [403, 'E0000006', 'You do not have permission'],
  ])('with %i again after the renewal is final', async (status, errorCode, summary) => {
    const refusal = () => errorOf(status, errorCode, summary);
    const { client, requests } = clientFor(inOrder(refusal(), refusal(), pageOf('[]')));

    await expect(client.fetchPage(CURSOR)).rejects.toMatchObject({
      code: 'OKTA_UNAUTHORIZED',
      message: expect.stringContaining(`${status} ${errorCode} ${summary}; reading the System Log needs`),
    });
    expect(requests).toHaveLength(2);
  });

  const challenge = 'DPoP realm="https://acme.okta.com", error="invalid_dpop_proof", error_description="too old"';

  test.each([
    ['in a challenge', () => new Response('', { status: 400, headers: { 'www-authenticate': challenge } })],
    [
      'in the body',
      () => Response.json({ error: 'invalid_dpop_proof', error_description: 'too old' }, { status: 400 }),
    ],
  ])('of a DPoP proof with 400 %s is about credentials, and not a gap', async (_, refusal) => {
    await expect(fetchFrom(inOrder(refusal(), refusal()))).rejects.toMatchObject({
      code: 'OKTA_UNAUTHORIZED',
      message: expect.stringContaining('400 invalid_dpop_proof too old'),
    });
  });
});

describe('an outage', () => {
  test.each([500, 502, 503, 504])('with %i leaves the cursor to be asked for again', async (status) => {
    await expect(fetchFrom(inOrder(errorOf(status, 'E0000009', 'Internal Server Error')))).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: `Okta (acme.okta.com) failed: ${status} E0000009 Internal Server Error`,
    });
  });

  test.each([
    [
      'an unknown host',
      networkError('ENOTFOUND', 'getaddrinfo ENOTFOUND acme.okta.com'),
      'ENOTFOUND getaddrinfo ENOTFOUND acme.okta.com',
    ],
    ['a reset connection', networkError('ECONNRESET', 'read ECONNRESET'), 'ECONNRESET read ECONNRESET'],
    ['several addresses that refuse', networkError('ECONNREFUSED', ''), 'ECONNREFUSED'],
    [
      'the time limit',
      new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
      'timed out after 35000 ms',
    ],
    [
      'an error that says where it comes from',
      Object.assign(new Error('SSWS s3cret'), { code: 'EPIPE' }),
      'Error EPIPE',
    ],
  ])('by %s names the host and the cause', async (_, error, cause) => {
    await expect(fetchFrom(inOrder(error))).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: `Okta (acme.okta.com) gave no whole answer: ${cause}`,
    });
  });

  test('in the middle of the body names the cause', async () => {
    const cut = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('[{"uuid":"a"}'));
        controller.error(
          new TypeError('terminated', {
            cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
          }),
        );
      },
    });

    await expect(fetchFrom(inOrder(pageOf(cut)))).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: 'Okta (acme.okta.com) gave no whole answer: UND_ERR_SOCKET other side closed',
    });
  });

  test('of answers ends with the time limit given for one request', async () => {
    const { fetch } = fakeFetch(({ signal }) => Promise.reject(signal?.reason as Error));
    const client = systemLogClient({
      orgUrl: ORG,
      authorization: tokenAuthorization('token'),
      fetch,
      now: manualClock().now,
      timeout: (ms) => AbortSignal.abort(new DOMException(`after ${ms}`, 'TimeoutError')),
      rateLimitShare: 0.5,
      requestTimeoutMs: 1_234,
    });

    await expect(client.fetchPage(CURSOR)).rejects.toMatchObject({
      code: 'OKTA_UNAVAILABLE',
      message: expect.stringContaining('timed out after 1234 ms'),
    });
  });
});
