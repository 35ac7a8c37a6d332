import { describe, expect, test } from '@jest/globals';
import { fingerprintOf } from '../../lambdas/hook/hook-id.ts';
import { sendToHook } from '../../lambdas/hook/send-to-hook.ts';
import { fakeHook, HOOK_SECRET, HOOK_URL, type HookReply } from '../support/fake-hook.ts';
import { happened } from '../support/happened.ts';
import { START } from '../support/manual-clock.ts';
import { memoryVerifiedHook } from '../support/memory-verified-hook.ts';

const LOG_EVENT: unknown = JSON.parse(happened(1).json);
const EVENT = { id: happened(1).uuid, logEvent: LOG_EVENT };

/** A hook that was verified and then replies so, one after another; behind them it takes everything. */
const verifiedHook = (...replies: HookReply[]) =>
  fakeHook({ verified: memoryVerifiedHook(fingerprintOf(HOOK_URL)), reply: (n) => replies[n - 1] });

const down = () => new Response('down', { status: 503 });

describe('an event for the hook', () => {
  test('has the body of Okta’s event hooks', async () => {
    const hook = verifiedHook();

    await sendToHook(hook.deps, EVENT);

    expect(JSON.parse(hook.calls[0]?.body ?? '')).toEqual({
      eventType: 'com.okta.event_hook',
      eventTypeVersion: '1.0',
      cloudEventsVersion: '0.1',
      source: expect.stringMatching(/^https:\/\/acme\.okta\.com\/api\/v1\/eventHooks\/who[0-9A-Za-z]{17}$/),
      eventId: happened(1).uuid,
      data: { events: [LOG_EVENT] },
      eventTime: START.toISOString(),
      contentType: 'application/json',
    });
  });

  test('has the headers of Okta’s event hooks, the secret verbatim among them', async () => {
    const hook = verifiedHook();

    await sendToHook(hook.deps, EVENT);

    expect(hook.calls).toMatchObject([{ method: 'POST', url: HOOK_URL.href }]);
    expect(Object.fromEntries(hook.calls[0]?.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: HOOK_SECRET,
      'content-type': 'application/json',
    });
  });

  test('comes from a source that is the same for one URL and another for another', async () => {
    const sourceOf = async (url: string) => {
      const hook = fakeHook({ url: new URL(url) });
      await sendToHook(hook.deps, EVENT);
      return (JSON.parse(hook.calls[1]?.body ?? '') as { readonly source: string }).source;
    };

    expect(await sourceOf('https://a.example/1')).toBe(await sourceOf('https://a.example/1'));
    expect(await sourceOf('https://a.example/1')).not.toBe(await sourceOf('https://a.example/2'));
  });

  test.each([
    [200, null],
    [204, null],
    [200, 'a text that nobody asked for'],
  ])('is accepted with %i and %j', async (status, body) => {
    const hook = verifiedHook(new Response(body, { status }));

    expect(await sendToHook(hook.deps, EVENT)).toEqual({ requests: 1 });
  });

  test('is accepted with 200 even if the connection breaks behind it', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('connection reset')) });
    const hook = verifiedHook(new Response(broken));

    expect(await sendToHook(hook.deps, EVENT)).toEqual({ requests: 1 });
  });

  test.each<[string, () => HookReply]>([
    ['500', () => new Response(null, { status: 500 })],
    ['503', down],
    ['silence', () => 'hang'],
    ['no connection', () => new TypeError('fetch failed', { cause: new Error('no route') })],
  ])('is sent once more after %s, and is the same then', async (_reply, reply) => {
    const hook = verifiedHook(reply());

    expect(await sendToHook(hook.deps, EVENT)).toEqual({ requests: 2 });

    expect(hook.calls[1]).toEqual(hook.calls[0]);
    expect(hook.limits).toEqual([3_000, 3_000]);
  });

  test.each<[string, () => HookReply, string]>([
    ['503', down, 'got HTTP 503: down'],
    ['silence', () => 'hang', 'got no answer within 3000 ms'],
    [
      'no connection',
      () => new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) }),
      'got it could not be reached: ECONNREFUSED',
    ],
  ])('fails after %s twice', async (_reply, reply, got) => {
    const hook = verifiedHook(reply(), reply());

    await expect(sendToHook(hook.deps, EVENT)).rejects.toMatchObject({
      code: 'EVENT_HOOK_FAILED',
      message: `the event hook (hooks.acme.example) must answer event ${EVENT.id} with 200 or 204; ${got}`,
    });

    expect(hook.calls).toHaveLength(2);
  });

  test.each([
    [400, 'bad', 'got HTTP 400: bad'],
    [404, null, 'got HTTP 404: no text'],
    [429, 'slow down', 'got HTTP 429: slow down'],
    [202, 'later', 'got HTTP 202: later'],
    [413, 'x'.repeat(70_000), 'got HTTP 413: a text longer than a hook ever sends'],
  ])('is not sent again after %i', async (status, body, got) => {
    const hook = verifiedHook(new Response(body, { status }));

    await expect(sendToHook(hook.deps, EVENT)).rejects.toThrow(got);

    expect(hook.calls).toHaveLength(1);
  });

  test('follows no redirect', async () => {
    const hook = verifiedHook(new Response(null, { status: 307, headers: { location: 'https://evil.example/' } }));

    await expect(sendToHook(hook.deps, EVENT)).rejects.toMatchObject({ code: 'EVENT_HOOK_FAILED' });

    expect(hook.calls.map(({ url }) => url)).toEqual([HOOK_URL.href]);
  });
});
