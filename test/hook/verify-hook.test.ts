import { describe, expect, test } from '@jest/globals';
import { fingerprintOf } from '../../lambdas/hook/hook-id.ts';
import { sendToHook } from '../../lambdas/hook/send-to-hook.ts';
import { fakeHook, HOOK_SECRET, HOOK_URL, type HookReply } from '../support/fake-hook.ts';
import { memoryVerifiedHook } from '../support/memory-verified-hook.ts';

const EVENT = { id: 'uuid-1', logEvent: { uuid: 'uuid-1' } };
const OTHER_URL = new URL('https://hooks.acme.example/okta/other');

/** Answers the verification so, and takes every event. */
const verificationIs = (reply: HookReply) => (n: number) => (n === 1 ? reply : undefined);

describe('the verification of an event hook', () => {
  test('is one GET with a challenge and the secret before the first event', async () => {
    const hook = fakeHook();

    await sendToHook(hook.deps, EVENT);

    expect(hook.methods()).toEqual(['GET', 'POST']);
    expect(hook.calls[0]?.url).toBe(HOOK_URL.href);
    expect(Object.fromEntries(hook.calls[0]?.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: HOOK_SECRET,
      'x-okta-verification-challenge': 'challenge-1',
    });
  });

  test('is not repeated for the next event', async () => {
    const hook = fakeHook();

    await sendToHook(hook.deps, EVENT);
    await sendToHook(hook.deps, EVENT);

    expect(hook.methods()).toEqual(['GET', 'POST', 'POST']);
  });

  test('is repeated for another URL', async () => {
    const hook = fakeHook({ verified: memoryVerifiedHook(fingerprintOf(OTHER_URL)) });

    await sendToHook(hook.deps, EVENT);

    expect(hook.methods()).toEqual(['GET', 'POST']);
  });

  test.each<[string, HookReply]>([
    ['another value', Response.json({ verification: 'challenge-0' })],
    ['no value', Response.json({})],
    ['no object', Response.json('challenge-1')],
    ['null', Response.json(null)],
    ['no JSON', new Response('challenge-1')],
    ['nothing', new Response(null, { status: 204 })],
    ['another status', Response.json({ verification: 'challenge-1' }, { status: 201 })],
    ['more than a hook has to say', Response.json({ verification: 'challenge-1', more: 'x'.repeat(65_536) })],
    ['a redirect', new Response(null, { status: 302, headers: { location: OTHER_URL.href } })],
    ['an error', new Response('down', { status: 503 })],
    ['silence', 'hang'],
    ['no connection', new TypeError('fetch failed', { cause: new Error('no route') })],
  ])('fails on %s: no event is sent, and nothing asked twice', async (_answer, reply) => {
    const hook = fakeHook({ reply: verificationIs(reply) });

    await expect(sendToHook(hook.deps, EVENT)).rejects.toMatchObject({
      code: 'EVENT_HOOK_UNVERIFIED',
      message: expect.stringContaining(
        'the event hook (hooks.acme.example) must answer 200 with {"verification":"…"}',
      ),
    });

    expect(hook.methods()).toEqual(['GET']);
  });

  test('is tried again with the next event after a failure, with another challenge', async () => {
    const hook = fakeHook({ reply: verificationIs(new Response('down', { status: 503 })) });

    await sendToHook(hook.deps, EVENT).catch(() => undefined);
    await sendToHook(hook.deps, EVENT);

    expect(hook.methods()).toEqual(['GET', 'GET', 'POST']);
    expect(hook.calls[1]?.headers.get('x-okta-verification-challenge')).toBe('challenge-2');
  });

  test('has three seconds', async () => {
    const hook = fakeHook({ reply: verificationIs('hang') });

    await expect(sendToHook(hook.deps, EVENT)).rejects.toThrow('got no answer within 3000 ms');

    expect(hook.limits).toEqual([3_000]);
  });
});
