import { describe, expect, test } from '@jest/globals';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { logEvents } from '../support/events.ts';
import { fakeHec, hecAnswer, type HecBehaviour, TOKEN } from '../support/fake-hec.ts';
import { ORG_URL, splunkStream } from '../support/target-streams.ts';

const EVENTS = logEvents(4);

async function attempt(answer: NonNullable<HecBehaviour['answer']>, signal = new AbortController().signal) {
  const hec = fakeHec({ answer });
  const target = splunkHecTarget({
    fetch: hec.fetch,
    secrets: { read: async () => TOKEN },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
  });
  return { hec, ...(await target.attempt(splunkStream(), EVENTS, signal)) };
}

const html = (status: number, headers = {}) =>
  new Response('<html><h1>Hello from a proxy</h1></html>', { status, headers });

/** Splunk's table; the last column is what becomes of the events, all four of them. */
const CODES: readonly (readonly [code: number, status: number, text: string, becomes: string])[] = [
  [0, 200, 'Success', 'accepted'],
  [1, 403, 'Token disabled', 'TARGET_CONFIGURATION'],
  [2, 401, 'Token is required', 'TARGET_CONFIGURATION'],
  [3, 401, 'Invalid authorization', 'TARGET_CONFIGURATION'],
  [4, 403, 'Invalid token', 'TARGET_CONFIGURATION'],
  [5, 400, 'No data', 'TARGET_REJECTED'],
  [6, 400, 'Invalid data format', 'set aside'],
  [7, 400, 'Incorrect index', 'TARGET_CONFIGURATION'],
  [8, 500, 'Internal server error', 'TARGET_UNAVAILABLE'],
  [9, 503, 'Server is busy', 'TARGET_UNAVAILABLE'],
  [10, 400, 'Data channel is missing', 'TARGET_CONFIGURATION'],
  [11, 400, 'Invalid data channel', 'TARGET_CONFIGURATION'],
  [12, 400, 'Event field is required', 'set aside'],
  [13, 400, 'Event field cannot be blank', 'set aside'],
  [14, 400, 'ACK is disabled', 'TARGET_CONFIGURATION'],
  [15, 400, 'Error in handling indexed fields', 'set aside'],
  [16, 400, 'Query string authorization is not enabled', 'TARGET_CONFIGURATION'],
  [17, 200, 'HEC is healthy', 'TARGET_REJECTED'],
  [18, 503, 'HEC is unhealthy, queues are full', 'TARGET_UNAVAILABLE'],
  [19, 503, 'HEC is unhealthy, ack service unavailable', 'TARGET_UNAVAILABLE'],
  [20, 503, 'HEC is unhealthy, queues are full, ack service unavailable', 'TARGET_UNAVAILABLE'],
  [21, 400, 'Invalid token', 'TARGET_CONFIGURATION'],
  [22, 400, 'Token disabled', 'TARGET_CONFIGURATION'],
  [23, 503, 'Server is shutting down', 'TARGET_UNAVAILABLE'],
  [24, 200, 'HEC queue is approaching its capacity limit', 'accepted'],
  [25, 200, 'HEC ACK is approaching its capacity limit', 'accepted'],
  [26, 429, 'HEC queue is at capacity and cannot process any more requests', 'TARGET_UNAVAILABLE'],
  [27, 429, 'HEC ACK channel is at capacity and cannot process any more requests', 'TARGET_UNAVAILABLE'],
];

describe('Splunk target, an answer of HEC', () => {
  test.each(CODES)('with code %i, HTTP %i and "%s" leaves the events %s', async (code, status, text, becomes) => {
    const { pending, undeliverable, failure } = await attempt(() => hecAnswer(status, code, text));

    expect(pending.length + undeliverable.length).toBe(becomes === 'accepted' ? 0 : EVENTS.length);
    expect(failure?.code ?? (undeliverable.length > 0 ? 'set aside' : 'accepted')).toBe(becomes);
    const says = `(HTTP ${status}, code ${code}: ${text})`;
    for (const sentence of failure ? [failure.message] : undeliverable.map(({ reason }) => reason)) {
      expect(sentence).toMatch(/^\S+ \S+ .* \(/);
      expect(sentence.endsWith(says)).toBe(true);
    }
  });

  test('says what an admin can act on', async () => {
    const { failure } = await attempt(() => hecAnswer(403, 4, 'Invalid token'));

    expect(failure?.message).toBe('Splunk refused the HEC token (HTTP 403, code 4: Invalid token)');
  });

  test.each([
    [1, 0],
    [3, 2],
    [4, 3],
    [0, 0],
    [99, 0],
    [undefined, 0],
  ])('"Incorrect index" at %s, counted from 1, has accepted %i events', async (number, accepted) => {
    const { pending, undeliverable } = await attempt(() =>
      hecAnswer(400, 7, 'Incorrect index', { 'invalid-event-number': number }),
    );

    expect(pending).toEqual(EVENTS.slice(accepted));
    expect(undeliverable).toEqual([]);
  });
});

describe('Splunk target, an answer that is not what it seems', () => {
  test.each<[string, () => Response | Error, string]>([
    ['a page with HTTP 200', () => html(200), 'TARGET_REJECTED'],
    ['nothing with HTTP 200', () => new Response('', { status: 200 }), 'TARGET_REJECTED'],
    ['JSON without a code', () => Response.json({ text: 'Success' }), 'TARGET_REJECTED'],
    ['a code in words', () => Response.json({ text: 'Success', code: '0' }), 'TARGET_REJECTED'],
    ['a list', () => Response.json([{ text: 'Success', code: 0 }]), 'TARGET_REJECTED'],
    ['null', () => Response.json(null), 'TARGET_REJECTED'],
    ['success with HTTP 202', () => hecAnswer(202, 0, 'Success'), 'TARGET_REJECTED'],
    ['success with HTTP 500', () => hecAnswer(500, 0, 'Success'), 'TARGET_UNAVAILABLE'],
    ['success and more than 64 KB', () => hecAnswer(200, 0, 'x'.repeat(65_536)), 'TARGET_REJECTED'],
    ['an unknown code', () => hecAnswer(400, 28, 'New'), 'TARGET_REJECTED'],
    ['an unknown code with HTTP 503', () => hecAnswer(503, 28, 'New'), 'TARGET_UNAVAILABLE'],
    ['busy with HTTP 200', () => hecAnswer(200, 9, 'Server is busy'), 'TARGET_UNAVAILABLE'],
    ['malformed with HTTP 500', () => hecAnswer(500, 6, 'Invalid data format'), 'TARGET_UNAVAILABLE'],
    ['malformed with HTTP 200', () => hecAnswer(200, 6, 'Invalid data format'), 'TARGET_REJECTED'],
    ['a page with HTTP 403', () => html(403), 'TARGET_CONFIGURATION'],
    ['a page with HTTP 404', () => html(404), 'TARGET_REJECTED'],
    ['a page with HTTP 429', () => html(429), 'TARGET_UNAVAILABLE'],
    ['a page with HTTP 502', () => html(502), 'TARGET_UNAVAILABLE'],
  ])('leaves all pending: %s', async (_what, answer, code) => {
    const { pending, undeliverable, failure } = await attempt(answer);

    expect({ pending, undeliverable, code: failure?.code }).toEqual({ pending: EVENTS, undeliverable: [], code });
  });

  test('is quoted in short', async () => {
    const { failure } = await attempt(() => html(404));

    expect(failure?.message).toBe(
      'Splunk gave an unexpected answer (HTTP 404: <html><h1>Hello from a proxy</h1></html>)',
    );
  });

  test('does not lead the events and the token to another host', async () => {
    const { hec, pending, failure } = await attempt((n) =>
      n === 1
        ? html(307, { location: 'https://evil.example/services/collector/event' })
        : hecAnswer(200, 0, 'Success'),
    );

    expect(hec.calls.map(({ url }) => new URL(url).host)).toEqual(['http-inputs-acme.splunkcloud.com']);
    expect(pending).toEqual(EVENTS);
    expect(failure).toEqual({
      code: 'TARGET_REJECTED',
      message: 'Splunk gave an unexpected answer (HTTP 307, a redirect, which is not followed)',
    });
  });

  test('is read no further than 64 KB', async () => {
    let chunks = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });

    const { failure } = await attempt(() => new Response(endless, { status: 200 }));

    expect(failure?.message).toBe(
      'Splunk gave an unexpected answer (HTTP 200 with a longer text than HEC ever sends)',
    );
    expect(chunks).toBeLessThan(10);
  });
});
