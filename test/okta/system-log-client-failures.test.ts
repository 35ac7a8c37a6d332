import { describe, expect, test } from '@jest/globals';

import { systemLogClient } from '../../lambdas/okta/system-log-client.ts';
import { manualClock } from '../support/manual-clock.ts';
import {
  errorOf,
  fakeFetch,
  inOrder,
  networkError,
  ORG,
  pageOf,
  type Reply,
  tokenAuthorization,
} from '../support/okta-fake.ts';
import { CURSOR, systemLogOver } from '../support/system-log-over.ts';

const NEXT = `${ORG.origin}/api/v1/logs?after=1648112954504_1&limit=1000`;

const fetchFrom = (reply: Reply, cursor = CURSOR) => systemLogOver(reply).fetchPage(cursor);

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
    const { client, requests } = systemLogOver(replies, { tokens: ['old', 'new'] });

    const page = await client.fetchPage(CURSOR);

    expect(page.next).toBe(NEXT);
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['SSWS old', 'SSWS new']);
  });

  test.each([
    [401, 'E0000011', 'Invalid token provided'],
    [403, 'E0000006', 'You do not have permission'],
  ])('with %i again after the renewal is final', async (status, errorCode, summary) => {
    const refusal = () => errorOf(status, errorCode, summary);
    const { client, requests } = systemLogOver(inOrder(refusal(), refusal(), pageOf('[]')));

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
    [
      'in a challenge that does not say what is wrong',
      () => errorOf(400, 'invalid_dpop_proof', 'too old', { 'www-authenticate': 'DPoP algs="ES256"' }),
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
    const { fetch } = fakeFetch(({ signal }) => {
      signal?.throwIfAborted();
      return pageOf('[]');
    });
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
