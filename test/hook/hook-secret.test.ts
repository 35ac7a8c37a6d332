import { describe, expect, test } from '@jest/globals';
import { sendToHook } from '../../lambdas/hook/send-to-hook.ts';
import { fakeHook, HOOK_SECRET, HOOK_SECRET_ID, HOOK_URL } from '../support/fake-hook.ts';

const EVENT = { id: 'uuid-1', logEvent: { uuid: 'uuid-1' } };
const NEW_SECRET = 'Bearer another-secret-value';

/** A hook that lets in only those who send this. */
const letsIn = (secret: string) => (_n: number, call: { readonly headers: Headers }) =>
  call.headers.get('authorization') === secret ? undefined : new Response('who are you?', { status: 401 });

describe('the secret of an event hook', () => {
  test('that was rotated is used at once, for the verification and for what follows', async () => {
    const secret = { cached: HOOK_SECRET, stored: NEW_SECRET };
    const hook = fakeHook({ reply: letsIn(NEW_SECRET), secret });

    await sendToHook(hook.deps, EVENT);

    expect(hook.methods()).toEqual(['GET', 'GET', 'POST', 'POST']);
    expect(hook.secretReads).toEqual(['cached', 'fresh', 'cached', 'fresh']);
  });

  test('that is refused and was not rotated is not tried again', async () => {
    const hook = fakeHook({ reply: letsIn(NEW_SECRET) });

    await expect(sendToHook(hook.deps, EVENT)).rejects.toMatchObject({ code: 'EVENT_HOOK_UNVERIFIED' });

    expect(hook.methods()).toEqual(['GET']);
    expect(hook.secretReads).toEqual(['cached', 'fresh']);
  });

  test('is not read again for a fault that has nothing to do with it', async () => {
    const hook = fakeHook({ reply: (n) => (n === 1 ? undefined : new Response(null, { status: 500 })) });

    await sendToHook(hook.deps, EVENT).catch(() => undefined);

    expect(hook.secretReads).toEqual(['cached', 'cached']);
  });

  test('may have a line break behind it', async () => {
    const hook = fakeHook({ secret: { cached: `${HOOK_SECRET}\n`, stored: '' } });

    await sendToHook(hook.deps, EVENT);

    expect(hook.calls[0]?.headers.get('authorization')).toBe(HOOK_SECRET);
  });

  test.each(['', ' \n', `${HOOK_SECRET}\r\nx-injected: 1`, `${HOOK_SECRET}…`])(
    'that no header can carry, %j, fails without being quoted',
    async (cached) => {
      const hook = fakeHook({ secret: { cached, stored: cached } });

      await expect(sendToHook(hook.deps, EVENT)).rejects.toMatchObject({
        code: 'SECRET_INVALID',
        message: `secret "${HOOK_SECRET_ID}" must be a line of ASCII text; it is not one`,
      });

      expect(hook.calls).toEqual([]);
    },
  );

  const parts = `${HOOK_SECRET} ${NEW_SECRET.toUpperCase()} another-secret-value ${HOOK_URL.href} 6e1d5f0c-very-secret`;

  test.each([
    ['in the verification', () => new Response(parts, { status: 500 })],
    ['in an answer', (n: number) => (n === 1 ? undefined : new Response(parts, { status: 400 }))],
    ['in a refusal', (n: number) => (n === 1 ? undefined : new Response(parts, { status: 401 }))],
    ['in an error of the connection', () => new TypeError('fetch failed', { cause: new Error(parts) })],
    ['in an error of fetch itself', () => new TypeError(`cannot fetch ${parts}`)],
  ])('never shows in an error, nor does what a URL holds, when it is echoed %s', async (_where, reply) => {
    const hook = fakeHook({ reply, secret: { cached: HOOK_SECRET, stored: NEW_SECRET } });

    const error: unknown = await sendToHook(hook.deps, EVENT).catch((thrown: unknown) => thrown);

    const shown = error instanceof Error ? error.message.toLowerCase() : '';
    expect(shown).toContain('the event hook (hooks.acme.example) must answer');
    for (const part of ['6e1d5f0c', '9f2c', 's3cr3t']) expect(shown).not.toContain(part);
  });

  // Fetch refuses such a URL and quotes it; nothing is sent.
  test('may not be in the URL, and does not show in the error then', async () => {
    const { deps } = fakeHook({ url: new URL('https://adm1n:pa55word@hooks.acme.example/') });

    const sent = sendToHook({ ...deps, hook: { ...deps.hook, fetch: globalThis.fetch } }, EVENT);

    await expect(sent).rejects.toMatchObject({
      code: 'EVENT_HOOK_UNVERIFIED',
      message: expect.stringMatching(/includes credentials: https:\/\/\[redacted\]:\[redacted\]@/),
    });
  });

  test('never shows in an error after it was rotated, the old one nor the new one', async () => {
    const secret = { cached: HOOK_SECRET, stored: NEW_SECRET };
    const hook = fakeHook({ reply: () => new Response(parts, { status: 403 }), secret });

    const error: unknown = await sendToHook(hook.deps, EVENT).catch((thrown: unknown) => thrown);

    const shown = error instanceof Error ? error.message.toLowerCase() : '';
    expect(shown).toContain('got http 403: [redacted]');
    for (const part of ['6e1d5f0c', 'another-secret']) expect(shown).not.toContain(part);
  });
});
