import { describe, expect, test } from '@jest/globals';

import { cursorOf, eventsOf, inOrder, linkTo, ORG, pageOf, type Reply } from '../support/okta-fake.ts';
import { CURSOR, systemLogOver } from '../support/system-log-over.ts';

const NEXT = `${ORG.origin}/api/v1/logs?after=1648112954504_1&limit=1000`;

const fetchFrom = (reply: Reply, cursor = CURSOR) => systemLogOver(reply).fetchPage(cursor);

describe('the first cursor', () => {
  test('is an ascending polling request of the largest pages, without an end', () => {
    const { client } = systemLogOver(inOrder(), { orgUrl: new URL('https://acme.okta.com/admin?x=1') });

    const cursor = client.start(new Date('2026-03-01T00:00:00.123Z'));

    expect(cursor).toBe(`${ORG.origin}/api/v1/logs?since=2026-03-01T00:00:00.123Z&sortOrder=ASCENDING&limit=1000`);
  });
});

describe('a page', () => {
  test('carries its cursor, its events as they were written, and the next link verbatim', async () => {
    const next = `${ORG.origin}/api/v1/logs?after=a%2Cb,c;d&limit=1000`;

    const page = await fetchFrom(inOrder(pageOf('[ {"uuid":"a","n":1.0} , {"uuid":"b"} ]', { next })));

    expect(page).toMatchObject({
      cursor: CURSOR,
      events: [{ id: 'a', json: Buffer.from('{"uuid":"a","n":1.0}') }, { id: 'b' }],
      next,
      isFull: false,
    });
  });

  test('is asked for at its cursor, as JSON, under our name, without following redirects', async () => {
    const { client, requests } = systemLogOver(inOrder(pageOf('[]')));

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

  test('of more than 24 MB is refused before it is read to its end', async () => {
    let megabytes = 0;
    const endless = new ReadableStream({
      pull(controller) {
        megabytes += 1;
        controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
      },
    });

    await expect(fetchFrom(inOrder(pageOf(endless)))).rejects.toMatchObject({ code: 'OKTA_PAGE_INVALID' });
    expect(megabytes).toBeLessThan(30);
  });

  test('with a byte order mark is read', async () => {
    const page = await fetchFrom(inOrder(pageOf('\ufeff[{"uuid":"é"}]')));

    expect(page.events).toMatchObject([{ id: 'é', json: Buffer.from('{"uuid":"é"}') }]);
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
    ['another scheme', 'data:application/json,[]', 'data://'],
    ['the org inside a blob', 'blob:https://acme.okta.com/api/v1/logs?after=2', 'blob://'],
    ['a user name at the org', 'https://me:pw@acme.okta.com/', 'a user name or password at https://acme.okta.com'],
    ['a path without a host', '/api/v1/logs?after=2', 'no absolute URL'],
    ['a link without a scheme', '//evil.example/api/v1/logs', 'no absolute URL'],
  ] as const;

  test.each(elsewhere)('a cursor with %s is refused without a request', async (_, url, got) => {
    const { client, requests } = systemLogOver(inOrder(pageOf('[]')));

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
    const { client, requests } = systemLogOver(inOrder(redirect));

    await expect(client.fetchPage(CURSOR)).rejects.toMatchObject({
      code: 'OKTA_REJECTED',
      message: expect.stringMatching(/redirects to https:\/\/login\.example,/),
    });
    expect(requests).toHaveLength(1);
  });

  test('a redirect that fetch hides is an error too', async () => {
    await expect(fetchFrom(inOrder(Response.error()))).rejects.toMatchObject({
      code: 'OKTA_REJECTED',
      message: expect.stringContaining('redirects to another place,'),
    });
  });
});
