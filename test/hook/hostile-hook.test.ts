import { afterEach, describe, expect, test } from '@jest/globals';
import { fingerprintOf } from '../../lambdas/hook/hook-id.ts';
import { sendToHook } from '../../lambdas/hook/send-to-hook.ts';
import { type BoundedClient, expectBombRefused, expectHungUp, expectTimedOut } from '../support/bounded-answers.ts';
import { CHALLENGE, fakeHook, HOOK_SECRET } from '../support/fake-hook.ts';
import { ENCODINGS, hostileServers, timeLimit } from '../support/hostile-servers.ts';
import { memoryVerifiedHook } from '../support/memory-verified-hook.ts';

const EVENT = { id: 'uuid-1', logEvent: { uuid: 'uuid-1' } };
const VERIFICATION = JSON.stringify({ verification: CHALLENGE });

const servers = hostileServers();
afterEach(servers.stopAll);

/** Sends an event, and before it the request for the verification, unless that was before. */
const sending =
  ({ isVerified }: { readonly isVerified: boolean }): BoundedClient<unknown>['call'] =>
  ({ url, fetch, timeout }) => {
    const verified = memoryVerifiedHook(isVerified ? fingerprintOf(url) : undefined);
    const { deps } = fakeHook({ url, verified });
    return sendToHook({ ...deps, hook: { ...deps.hook, fetch, timeout } }, EVENT);
  };

const tooLong = (code: string, status: number) => (sent: Promise<unknown>) =>
  expect(sent).rejects.toMatchObject({
    code,
    message: expect.stringMatching(`got HTTP ${status}: a text longer than a hook ever sends$`),
  });

const HOOK: BoundedClient<unknown> = {
  servers,
  call: sending({ isVerified: false }),
  text: VERIFICATION,
  limitBytes: 65_536,
  tooLong: tooLong('EVENT_HOOK_UNVERIFIED', 200),
  timedOut: (sent) => expect(sent).rejects.toThrow('got no answer within 3000 ms'),
};

describe('an event hook that means ill', () => {
  test.each(ENCODINGS)('is read no further than 64 KB of what it has packed by %s', (encoding) =>
    expectBombRefused(HOOK, encoding),
  );

  test.each([
    ['a verification', 200, false, 'EVENT_HOOK_UNVERIFIED'],
    ['a refusal', 400, true, 'EVENT_HOOK_FAILED'],
  ])('is hung up on when %s has no end', (_what, status, isVerified, code) =>
    expectHungUp({ ...HOOK, call: sending({ isVerified }), tooLong: tooLong(code, status) }, status),
  );

  test('is hung up on when it has accepted and talks on', () =>
    expectHungUp({
      ...HOOK,
      call: sending({ isVerified: true }),
      limitBytes: 0,
      tooLong: (sent) => expect(sent).resolves.toEqual({ requests: 1 }),
    }));

  test('has no longer than its time limit, however steadily it drips', () => expectTimedOut(HOOK));

  test.each([
    ['verification', false],
    ['event', true],
  ])('leads neither the secret nor the %s elsewhere', async (_what, isVerified) => {
    const elsewhere = await servers.listen((_request, response) => response.end(VERIFICATION));
    const authorizations: unknown[] = [];
    const { url } = await servers.listen((request, response) => {
      authorizations.push(request.headers.authorization);
      response.writeHead(307, { location: elsewhere.url.href }).end();
    });

    await expect(sending({ isVerified })({ url, fetch, timeout: timeLimit().timeout })).rejects.toThrow(
      'got HTTP 307',
    );
    expect([authorizations, elsewhere.seen]).toEqual([[HOOK_SECRET], []]);
  });
});
