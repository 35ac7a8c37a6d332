import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { fingerprintOf } from '../../lambdas/hook/hook-id.ts';
import { sendToHook } from '../../lambdas/hook/send-to-hook.ts';
import { CHALLENGE, fakeHook, HOOK_SECRET } from '../support/fake-hook.ts';
import {
  bomb,
  drip,
  ENCODINGS,
  hostileServers,
  sendEndlessly,
  timeLimit,
  UNREAD_BYTES,
} from '../support/hostile-servers.ts';
import { memoryVerifiedHook } from '../support/memory-verified-hook.ts';

const EVENT = { id: 'uuid-1', logEvent: { uuid: 'uuid-1' } };
const VERIFICATION = JSON.stringify({ verification: CHALLENGE });

const servers = hostileServers();
afterEach(servers.stopAll);

/** Sends an event to a hook that answers so: at first its verification, unless that was before. */
async function sendTo(
  answer: (response: ServerResponse) => unknown,
  { timeout = timeLimit().timeout, isVerified = false } = {},
) {
  const server = await servers.listen((_request, response) => {
    answer(response);
  });
  const verified = memoryVerifiedHook(isVerified ? fingerprintOf(server.url) : undefined);
  const { deps } = fakeHook({ url: server.url, verified });
  await sendToHook({ ...deps, hook: { ...deps.hook, fetch, timeout } }, EVENT);
  return server;
}

describe('an event hook that means ill', () => {
  test.each(ENCODINGS)('is read no further than 64 KB of what it has packed by %s', async (encoding) => {
    const { headers, body } = bomb(encoding, VERIFICATION);

    await expect(sendTo((response) => response.writeHead(200, headers).end(body))).rejects.toMatchObject({
      code: 'EVENT_HOOK_UNVERIFIED',
      message: expect.stringMatching(/got HTTP 200: a text longer than a hook ever sends$/),
    });
  });

  test.each([
    ['a verification', 200, false],
    ['a refusal', 400, true],
  ])('is hung up on when %s has no end', async (_what, status, isVerified) => {
    const sent: Promise<number>[] = [];

    await expect(
      sendTo((response) => sent.push(sendEndlessly(response, {}, status)), { isVerified }),
    ).rejects.toThrow('a text longer than a hook ever sends');
    expect(await sent[0]).toBeLessThan(UNREAD_BYTES);
  });

  test('is hung up on when it has accepted and talks on', async () => {
    const sent: Promise<number>[] = [];

    await sendTo((response) => sent.push(sendEndlessly(response)), { isVerified: true });

    expect(await sent[0]).toBeLessThan(UNREAD_BYTES);
  });

  test('has no longer than its time limit, however steadily it drips', async () => {
    const limit = timeLimit();

    await expect(sendTo((response) => drip(response, {}, limit.end), { timeout: limit.timeout })).rejects.toThrow(
      'got no answer within 3000 ms',
    );
  });

  test.each([
    ['verification', false],
    ['event', true],
  ])('leads neither the secret nor the %s elsewhere', async (_what, isVerified) => {
    const elsewhere = await servers.listen((_request, response) => response.end(VERIFICATION));
    const authorizations: unknown[] = [];

    await expect(
      sendTo(
        (response) => {
          authorizations.push(response.req.headers.authorization);
          response.writeHead(307, { location: elsewhere.url.href }).end();
        },
        { isVerified },
      ),
    ).rejects.toThrow('got HTTP 307');
    expect([authorizations, elsewhere.seen]).toEqual([[HOOK_SECRET], []]);
  });
});
