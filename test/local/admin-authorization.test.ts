import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mintToken } from '../../lambdas/tokens/mint-token.ts';
import { tokensText } from '../../lambdas/tokens/token-record.ts';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { START } from '../support/manual-clock.ts';
import { type Signing, signedHeaders } from '../support/signed-request.ts';

const STREAMS = '/api/v1/logStreams';

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function send(url: string, method: string, headers: Record<string, string>): Promise<Reply> {
  const response = await fetch(url, { method, headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** Okta's envelope with this code, and the id of the request beside it. */
function expectRefused({ status, headers, body }: Reply, expected: number, errorCode: string): void {
  expect([status, body]).toEqual([
    expected,
    {
      errorCode,
      errorSummary: expect.any(String),
      errorLink: errorCode,
      errorId: expect.any(String),
      errorCauses: [],
    },
  ]);
  expect(headers.get('x-okta-request-id')).toMatch(/./);
}

describe('with AWS signatures', () => {
  let run: EmbeddedRun;
  beforeAll(async () => {
    run = await startEmbeddedRun({ schedules: 'ignore', adminAuth: 'iam' });
  }, 60_000);
  afterAll(() => run.stop());

  /** The machine's own time is what AWS compares a signature's with; so the run's last word on it is asked for. */
  async function ask(method: string, path: string, signing: Partial<Signing> = {}): Promise<Reply> {
    const url = `${run.api.url}${path}`;
    const at = new Date(String((await fetch(run.api.url)).headers.get('date')));
    return send(url, method, await signedHeaders(url, { method }, { at, ...signing }));
  }

  test('an admin may read and write', async () => {
    const { body, status } = await ask('GET', STREAMS);
    const [stream] = body as readonly { readonly id: string }[];

    const written = await ask('POST', `${STREAMS}/${stream?.id}/lifecycle/deactivate`);

    expect([status, written.status]).toEqual([200, 200]);
    expect((await ask('GET', `${STREAMS}/${stream?.id}`)).body).toMatchObject({ status: 'INACTIVE' });
  });

  test('who changed a stream is the one who signed', async () => {
    await run.settled();

    const { body } = await ask('GET', '/api/v1/logs');

    expect(body).toMatchObject([{ actor: { alternateId: expect.stringMatching(/^arn:aws:iam::\d+:user\/admin$/) } }]);
  });

  test('a reader may read', async () => {
    expect((await ask('GET', STREAMS, { accessKeyId: 'reader', secretAccessKey: 'reader' })).status).toBe(200);
  });

  test.each<[string, string, string, Partial<Signing>, number, string]>([
    ['a reader who writes', 'POST', STREAMS, { accessKeyId: 'reader', secretAccessKey: 'reader' }, 403, 'E0000006'],
    ['a wrong secret', 'GET', STREAMS, { secretAccessKey: 'guessed' }, 401, 'E0000011'],
    ['a key that nobody has', 'GET', STREAMS, { accessKeyId: 'nobody' }, 401, 'E0000011'],
    ['a signature that has expired', 'GET', STREAMS, { at: START }, 401, 'E0000011'],
    ['a signature for another service', 'GET', STREAMS, { service: 's3' }, 401, 'E0000011'],
    ['another route', 'GET', '/api/v2/logStreams', {}, 403, 'E0000006'],
  ])('%s is refused in the envelope', async (_who, method, path, signing, status, errorCode) => {
    expectRefused(await ask(method, path, signing), status, errorCode);
  });

  test('no signature is refused in the envelope', async () => {
    expectRefused(await send(`${run.api.url}${STREAMS}`, 'GET', {}), 401, 'E0000011');
  });

  test('a signature of something else is refused in the envelope', async () => {
    const url = `${run.api.url}${STREAMS}`;
    const at = new Date(String((await fetch(run.api.url)).headers.get('date')));
    const headers = await signedHeaders(`${url}?limit=1`, { method: 'GET' }, { at });

    expectRefused(await send(url, 'GET', headers), 401, 'E0000011');
  });
});

describe('with API tokens', () => {
  const LIMIT = 40;
  let run: EmbeddedRun;
  let reader: string;
  beforeAll(async () => {
    run = await startEmbeddedRun({ schedules: 'ignore', context: { adminRequestsPerMinute: LIMIT } });
    const minted = (['okta.logStreams.read', 'okta.logStreams.manage'] as const).map((scope, index) =>
      mintToken({ name: scope, scopes: [scope], now: START, random: (count) => new Uint8Array(count).fill(index) }),
    );
    // Two at once, as while one is rotated; the run's own is not among them any more.
    const text = tokensText(minted.map(({ record }) => record));
    run.aws.secretsManager.addSecret('okta-log-streaming/admin-tokens', text);
    reader = minted[0]?.token ?? '';
    manager = minted[1]?.token ?? '';
  }, 60_000);
  afterAll(() => run.stop());
  let manager: string;

  const ask = (method: string, path: string, authorization?: string): Promise<Reply> =>
    send(`${run.api.url}${path}`, method, authorization === undefined ? {} : { authorization });

  test.each([
    ['SSWS', 'reads', 'GET', STREAMS],
    ['Bearer', 'reads', 'GET', STREAMS],
    ['ssws', 'asks whose it is', 'GET', '/api/v1/users/me'],
  ])('%s with a token to read with %s', async (scheme, _does, method, path) => {
    expect((await ask(method, path, `${scheme} ${reader}`)).status).toBe(200);
  });

  test('a token to manage with reads and writes', async () => {
    const { body } = await ask('GET', STREAMS, `SSWS ${manager}`);
    const [stream] = body as readonly { readonly id: string }[];

    expect(await ask('POST', `${STREAMS}/${stream?.id}/lifecycle/activate`, `SSWS ${manager}`)).toMatchObject({
      status: 200,
    });
  });

  test.each<[string, string, string, () => string | undefined, number, string]>([
    ['no token', 'GET', STREAMS, () => undefined, 401, 'E0000011'],
    ['a wrong token', 'GET', STREAMS, () => `SSWS 00${'x'.repeat(40)}`, 401, 'E0000011'],
    ['a part of a token', 'GET', STREAMS, () => `SSWS ${reader.slice(0, -1)}`, 401, 'E0000011'],
    ['another scheme', 'GET', STREAMS, () => `Basic ${reader}`, 401, 'E0000011'],
    ['the token that is no more', 'GET', STREAMS, () => `SSWS ${run.api.token}`, 401, 'E0000011'],
    ['a token to read with, on a write', 'POST', STREAMS, () => `SSWS ${reader}`, 403, 'E0000006'],
    ['another route', 'GET', '/api/v2/logStreams', () => `SSWS ${manager}`, 403, 'E0000006'],
  ])('%s is refused in the envelope', async (_what, method, path, authorization, status, errorCode) => {
    const reply = await ask(method, path, authorization());

    expectRefused(reply, status, errorCode);
    expect(JSON.stringify(reply.body)).not.toContain(reader);
  });

  // Okta's Go SDK gives up for good on a 429 whose Date or reset it cannot read.
  test('too many requests are 429 with what a client needs to wait it out', async () => {
    let reply = await ask('GET', '/api/v1/users/me', `SSWS ${reader}`);
    // The minute may end under way, once.
    for (let sent = 0; reply.status !== 429 && sent < 2 * LIMIT + 1; sent += 1) {
      reply = await ask('GET', '/api/v1/users/me', `SSWS ${reader}`);
    }

    expectRefused(reply, 429, 'E0000047');
    const date = reply.headers.get('date') ?? '';
    const reset = reply.headers.get('x-rate-limit-reset') ?? '';
    expect(date).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
    expect(reset).toMatch(/^\d+$/);
    const waitSeconds = Number(reset) - Date.parse(date) / 1000 + 1;
    expect(waitSeconds).toBeGreaterThan(0);
    expect(waitSeconds).toBeLessThanOrEqual(61);
    expect(reply.headers.get('x-rate-limit-remaining')).toBe('0');
  });
});
