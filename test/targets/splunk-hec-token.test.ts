import { describe, expect, test } from '@jest/globals';
import { LogStreamingError } from '../../lambdas/core/errors.ts';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import { idsOf, logEvent, logEvents } from '../support/events.ts';
import { type FakeHec, fakeHec, hecAnswer, TOKEN } from '../support/fake-hec.ts';
import { ORG_URL, splunkStream } from '../support/target-streams.ts';

const EVENTS = logEvents(4);
const NEW_TOKEN = '99999999-8888-4777-8666-fedcbafedcba';
const SECRET_ID = 'splunk/0oaSplunk0000000001';

/** A cache that holds one value and a store behind it that holds another; what is an error is thrown. */
function rotatedSecret(cached: string | Error, stored: string | Error = cached) {
  const reads: string[] = [];
  return {
    reads,
    async read(id: string, { fresh = false }: { readonly fresh?: boolean } = {}) {
      reads.push(fresh ? `${id}, fresh` : id);
      const value = fresh ? stored : cached;
      if (value instanceof Error) throw value;
      return value;
    },
  };
}

const attempt = (hec: FakeHec, secrets: ReturnType<typeof rotatedSecret>, events = EVENTS) =>
  splunkHecTarget({ fetch: hec.fetch, secrets, tokenSecretId: (id) => `splunk/${id}`, orgUrl: ORG_URL }).attempt(
    splunkStream(),
    events,
    new AbortController().signal,
  );

const missing = new LogStreamingError('SECRET_INVALID', `secret "${SECRET_ID}" does not exist`);

describe('Splunk target, the token', () => {
  test('is read under the id of the stream', async () => {
    const secrets = rotatedSecret(TOKEN);

    await attempt(fakeHec(), secrets);

    expect(secrets.reads).toEqual([SECRET_ID]);
  });

  test('was rotated: the new one is used within the attempt, for all that follows', async () => {
    const large = [1, 2, 3].map((n) => logEvent(n, { more: { filler: 'x'.repeat(800_000) } }));
    const hec = fakeHec({ tokens: [NEW_TOKEN] });
    const secrets = rotatedSecret(TOKEN, NEW_TOKEN);

    const result = await attempt(hec, secrets, large);

    expect(result).toEqual({ pending: [], undeliverable: [] });
    expect(hec.indexed).toEqual(idsOf(large));
    expect(hec.calls).toHaveLength(4);
    expect(secrets.reads).toEqual([SECRET_ID, `${SECRET_ID}, fresh`]);
  });

  test('is refused and was not rotated: one request, a failed attempt', async () => {
    const hec = fakeHec({ tokens: [] });

    const result = await attempt(hec, rotatedSecret(TOKEN));

    expect(hec.calls).toHaveLength(1);
    expect(result).toMatchObject({ pending: EVENTS, failure: { code: 'TARGET_CONFIGURATION' } });
  });

  test('is refused, the rotated one too: two requests, a failed attempt', async () => {
    const hec = fakeHec({ tokens: [] });

    const result = await attempt(hec, rotatedSecret(TOKEN, NEW_TOKEN));

    expect(hec.calls).toHaveLength(2);
    expect(result).toMatchObject({ pending: EVENTS, failure: { code: 'TARGET_CONFIGURATION' } });
  });

  test('is not read again for a fault that has nothing to do with it', async () => {
    const secrets = rotatedSecret(TOKEN, NEW_TOKEN);

    await attempt(fakeHec({ answer: () => hecAnswer(400, 7, 'Incorrect index') }), secrets);

    expect(secrets.reads).toEqual([SECRET_ID]);
  });

  test.each([
    ['from the start', rotatedSecret(missing), 0],
    ['since it was cached', rotatedSecret(TOKEN, missing), 1],
  ])('is missing %s: a failed attempt', async (_since, secrets, requests) => {
    const hec = fakeHec({ tokens: [] });

    const result = await attempt(hec, secrets);

    expect(hec.calls).toHaveLength(requests);
    expect(result).toEqual({
      pending: EVENTS,
      undeliverable: [],
      failure: {
        code: 'TARGET_CONFIGURATION',
        message: `the stream has no HEC token: secret "${SECRET_ID}" does not exist`,
      },
    });
  });

  test('cannot be read: an exception, as that is not the fault of Splunk', async () => {
    const outage = new Error('Secrets Manager is down');

    await expect(attempt(fakeHec(), rotatedSecret(outage))).rejects.toBe(outage);
  });

  test('may have a line break behind it', async () => {
    expect(await attempt(fakeHec(), rotatedSecret(`${TOKEN}\n`))).toEqual({ pending: [], undeliverable: [] });
  });

  test.each(['', `${TOKEN}\r\nx-injected: 1`, `{"token": "${TOKEN}"}`, `${TOKEN}…`])(
    'that no header can carry, %j, is a failed attempt that does not quote it',
    async (token) => {
      const hec = fakeHec();

      const result = await attempt(hec, rotatedSecret(token));

      expect(hec.calls).toEqual([]);
      expect(result.failure).toEqual({
        code: 'TARGET_CONFIGURATION',
        message: `the stream has no HEC token: secret "${SECRET_ID}" must be a HEC token; it is not one`,
      });
    },
  );

  test.each([
    ['in a page', (echo: string) => new Response(`<pre>${echo}</pre>`, { status: 404 })],
    ['in the text of HEC', (echo: string) => hecAnswer(403, 4, `Invalid token ${echo}`)],
    ['in the reason of a refused event', (echo: string) => hecAnswer(400, 6, echo)],
    ['in an unknown code', (echo: string) => hecAnswer(400, 99, echo)],
    ['behind 190 characters', (echo: string) => new Response(`${'x'.repeat(190)}${echo}`, { status: 400 })],
    ['in an error of the connection', (echo: string) => new TypeError('fetch failed', { cause: new Error(echo) })],
  ])('never shows when Splunk echoes it %s', async (_where, answer) => {
    const hec = fakeHec({ answer: (_n, { headers }) => answer(`got ${headers.get('authorization')}`.toUpperCase()) });

    const result = await attempt(hec, rotatedSecret(TOKEN, NEW_TOKEN));

    const shown = JSON.stringify({ ...result, pending: undefined }).toLowerCase();
    expect(result.failure ?? result.undeliverable[0]).toBeDefined();
    expect(shown).not.toContain(TOKEN.slice(0, 8));
    expect(shown).not.toContain(NEW_TOKEN.slice(0, 8));
  });
});
