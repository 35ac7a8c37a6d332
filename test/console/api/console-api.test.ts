import { describe, expect, test } from '@jest/globals';
import { failureOf, isKeyRefused, isUnauthorized } from '../../../console/api/api-failure.ts';
import { consoleApi } from '../../../console/api/console-api.ts';
import { START } from '../../support/manual-clock.ts';
import { envelope } from '../../support/okta-shaped-api.ts';

interface Sent {
  readonly target: string;
  readonly request: RequestInit;
}

function api(...answers: readonly (Response | Error)[]) {
  const sent: Sent[] = [];
  const queue = [...answers];
  const asked = consoleApi({
    fetch(target, request) {
      sent.push({ target, request });
      const answer = queue.shift() ?? new Response('[]');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    origin: 'http://127.0.0.1:4683',
    key: 'the-key',
    now: () => START,
  });
  return { ask: asked.ask, sent };
}

const refusal = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });

const failed = async (answer: Response | Error) =>
  api(answer)
    .ask('GET', '/api/v1/logStreams')
    .then(() => undefined, failureOf);

describe('a request', () => {
  test('carries the key, and a body as JSON', async () => {
    const { ask, sent } = api();

    await ask('POST', '/api/v1/logStreams', { name: 'x' });

    expect(sent).toEqual([
      {
        target: '/api/v1/logStreams',
        request: {
          method: 'POST',
          headers: { accept: 'application/json', 'x-console-key': 'the-key', 'content-type': 'application/json' },
          body: '{"name":"x"}',
        },
      },
    ]);
  });

  test('says it has JSON only when it has', async () => {
    const { ask, sent } = api();

    await ask('GET', '/api/v1/logStreams');

    expect(sent[0]?.request.headers).not.toHaveProperty('content-type');
  });
});

describe('an answer', () => {
  test('has the page behind it as a path of the console, whatever host its link names', async () => {
    const link =
      '<https://abc.example/api/v1/logs>; rel="self", <https://abc.example/api/v1/logs?after=a%20b>; rel="next"';

    const { next } = await api(new Response('[]', { headers: { link } })).ask('GET', '/api/v1/logs');

    expect(next).toBe('/api/v1/logs?after=a%20b');
  });

  test('that is empty has no body', async () => {
    expect(await api(new Response('')).ask('POST', '/x')).toEqual({ body: undefined, next: undefined });
  });

  test('that is no JSON is a failure', async () => {
    expect(await failed(new Response('<html>'))).toMatchObject({ code: 'API_ANSWER_INVALID' });
  });
});

describe('a refusal', () => {
  test("is told in the API's own words", async () => {
    expect(await failed(refusal(400, envelope('E0000001', 'Api validation failed: name', 'name: x', 'y')))).toEqual({
      status: 400,
      code: 'E0000001',
      summary: 'Api validation failed: name',
      causes: ['name: x', 'y'],
    });
  });

  test.each([['<html>'], [''], ['null'], ['[]'], ['{"errorCauses":[null,1,{"errorSummary":2}]}']])(
    'of something else is told by its status: %j',
    async (body) => {
      expect(await failed(refusal(503, body))).toEqual({
        status: 503,
        code: 'API_ANSWER_INVALID',
        summary: 'The API answered with status 503 and no error of its own.',
        causes: [],
      });
    },
  );

  test('for too many requests says how long to wait', async () => {
    const headers = {
      date: START.toUTCString(),
      'x-rate-limit-reset': String(START.getTime() / 1_000 + 30),
    };

    expect(await failed(refusal(429, envelope('E0000047', 'too many'), headers))).toMatchObject({ waitMs: 31_000 });
  });

  test.each([
    [401, 'E0000011', true],
    [403, 'E0000006', true],
    [502, 'AWS_UNAUTHORIZED', true],
    [500, 'E0000009', false],
    [404, 'E0000007', false],
  ])('%d %s: that the credentials are not enough is %j', async (status, code, isSo) => {
    const failure = await failed(refusal(status, envelope(code, '')));

    expect(failure && isUnauthorized(failure)).toBe(isSo);
  });

  test('of the key is told apart', async () => {
    const failure = await failed(refusal(401, envelope('CONSOLE_KEY_REFUSED', '')));

    expect(failure && isKeyRefused(failure)).toBe(true);
  });

  test('by nobody, as the console has ended, says so', async () => {
    expect(await failed(new TypeError('Failed to fetch'))).toMatchObject({
      status: 0,
      code: 'CONSOLE_UNREACHABLE',
    });
  });
});
