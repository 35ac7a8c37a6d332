import { createRequire } from 'node:module';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  startSplunkHec,
  type HecBehaviour,
  type HecRequest,
  type SplunkHec,
  type SplunkHecOptions,
} from '../../../local/emulators/splunk-hec.ts';

const TOKEN = '11111111-2222-4333-8444-555555555555';
const now = () => new Date('2026-03-01T12:00:00Z');

const running: SplunkHec[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((hec) => hec.stop()));
});

async function startHec(options: SplunkHecOptions = {}) {
  const accepted: string[] = [];
  const hec = await startSplunkHec({ now, onAccept: (_token, { id }) => accepted.push(id), ...options });
  running.push(hec);
  hec.addToken(TOKEN);

  const post = (body: string | Buffer, { headers = {}, path = '/services/collector/event', ...init }: Post = {}) =>
    fetch(`${hec.url}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : Uint8Array.from(body),
      headers: { authorization: `Splunk ${TOKEN}`, ...headers },
      ...init,
    });
  return { hec, accepted, post };
}

interface Post {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly redirect?: 'manual';
  readonly signal?: AbortSignal;
}

const ofBytes = (bytes: number) => `{"event":"${'x'.repeat(bytes - '{"event":""}'.length)}"}`;

const event = (uuid: string) => `{"fields":{"uuid":"${uuid}"},"event":{"uuid":"${uuid}"}}`;

describe('the event endpoint', () => {
  test.each(['/services/collector', '/services/collector/event', '/services/collector/event/1.0'])(
    'takes events at %s',
    async (path) => {
      const { accepted, post } = await startHec();

      const answer = await post(event('a') + event('b'), { path });

      expect({ status: answer.status, body: await answer.text() }).toEqual({
        status: 200,
        body: '{"text":"Success","code":0}',
      });
      expect(accepted).toEqual(['a', 'b']);
    },
  );

  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])('takes %s', async (type) => {
    const { accepted, post } = await startHec();

    await post(event('a'), { headers: { 'content-type': type } });

    expect(accepted).toEqual(['a']);
  });

  test('takes a body in gzip', async () => {
    const { hec, accepted, post } = await startHec();
    const body = gzipSync(event('a'));

    const answer = await post(body, { headers: { 'content-encoding': 'gzip' } });

    expect(answer.status).toBe(200);
    expect(accepted).toEqual(['a']);
    expect(hec.requests).toMatchObject([{ gzip: true, bytes: body.length, objects: 1, status: 200 }]);
  });

  test('refuses a body in deflate with HTML', async () => {
    const { accepted, post } = await startHec();

    const answer = await post(deflateSync(event('a')), { headers: { 'content-encoding': 'deflate' } });

    expect(answer.status).toBe(415);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    expect(accepted).toEqual([]);
  });

  test('refuses as malformed what says gzip and is not', async () => {
    const { post } = await startHec();

    const answer = await post(event('a'), { headers: { 'content-encoding': 'gzip' } });

    expect([answer.status, await answer.json()]).toEqual([400, { text: 'Invalid data format', code: 6 }]);
  });

  test.each([
    ['takes 1,000,000 bytes', 200, Buffer.from(ofBytes(1_000_000)), {}],
    ['takes 1,000,000 bytes in gzip', 200, gzipSync(ofBytes(1_000_000)), { 'content-encoding': 'gzip' }],
    ['refuses one byte more', 413, Buffer.from(ofBytes(1_000_001)), {}],
    ['refuses one byte more in gzip', 413, gzipSync(ofBytes(1_000_001)), { 'content-encoding': 'gzip' }],
  ])('%s', async (_title, status, body, headers) => {
    const { post } = await startHec();

    expect((await post(body, { headers })).status).toBe(status);
  });

  test.each([
    ['no token', {}, 401, 2],
    ['another scheme', { authorization: 'Bearer abc' }, 401, 3],
    ['a scheme without a token', { authorization: 'Splunk ' }, 401, 3],
    ['a token it does not know', { authorization: 'Splunk 99999999-2222-4333-8444-555555555555' }, 403, 4],
    ['a token that is disabled', { authorization: 'Splunk disabled' }, 403, 1],
  ])('refuses %s', async (_what, headers, status, code) => {
    const { hec, accepted } = await startHec();
    hec.addToken('disabled', { disabled: true });

    const answer = await fetch(`${hec.url}/services/collector/event`, { method: 'POST', body: event('a'), headers });

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect(accepted).toEqual([]);
  });

  test('names the object it refuses and keeps the ones before it', async () => {
    const { accepted, post } = await startHec();

    const answer = await post(`${event('a')}{"event":""}${event('c')}`);

    expect([answer.status, await answer.json()]).toEqual([
      400,
      { text: 'Event field cannot be blank', code: 13, 'invalid-event-number': 1 },
    ]);
    expect(accepted).toEqual(['a']);
  });

  test('refuses an index that the token may not write', async () => {
    const { hec, post } = await startHec();
    hec.addToken(TOKEN, { indexes: ['main'] });

    const answer = await post('{"index":"secret","event":"x"}');

    expect(await answer.json()).toEqual({ text: 'Incorrect index', code: 7, 'invalid-event-number': 1 });
  });

  test('tells which token an event came with', async () => {
    const tokens: string[] = [];
    const { hec, post } = await startHec({ onAccept: (token) => tokens.push(token) });
    hec.addToken('second');

    await post(event('a'));
    await post(event('b'), { headers: { authorization: 'Splunk second' } });

    expect(tokens).toEqual([TOKEN, 'second']);
  });
});

describe('what is not the event endpoint', () => {
  test.each(['/services/collector/health', '/services/collector/health/1.0'])(
    'is healthy at %s without a token',
    async (path) => {
      const { hec } = await startHec();

      const answer = await fetch(`${hec.url}${path}`);

      expect([answer.status, await answer.json()]).toEqual([200, { text: 'HEC is healthy', code: 17 }]);
    },
  );

  test.each(['/services/collector/raw', '/services/collector/ack'])('says that %s is not emulated', async (path) => {
    const { post } = await startHec();

    const answer = await post('x', { path });

    expect([answer.status, await answer.text()]).toEqual([501, `${path} is not emulated`]);
  });

  test('is not found, and only POST is allowed at the event endpoint', async () => {
    const { hec, post } = await startHec();

    expect((await post('x', { path: '/services' })).status).toBe(404);
    expect((await fetch(`${hec.url}/services/collector/event`)).status).toBe(405);
  });
});

describe('told to misbehave', () => {
  test.each<[HecBehaviour, number, number]>([
    [{ kind: 'fail', status: 503, code: 9 }, 503, 9],
    [{ kind: 'fail', status: 500, code: 9 }, 500, 9],
    [{ kind: 'throttle' }, 429, 26],
    [{ kind: 'refuse-token' }, 403, 4],
  ])('answers %j without indexing', async (behaviour, status, code) => {
    const { hec, accepted, post } = await startHec();
    hec.behave(behaviour);

    const answer = await post(event('a'));

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect(accepted).toEqual([]);
  });

  test.each([200, 502] as const)('answers %i with HTML without indexing', async (status) => {
    const { hec, accepted, post } = await startHec();
    hec.behave({ kind: 'html', status });

    const answer = await post(event('a'));

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    expect(accepted).toEqual([]);
  });

  test('redirects to its login page, or where it is told', async () => {
    const { hec, post } = await startHec();
    const location = async (behaviour: HecBehaviour) => {
      hec.behave(behaviour);
      return (await post(event('a'), { redirect: 'manual' })).headers.get('location');
    };

    expect(await location({ kind: 'redirect' })).toBe(`${hec.url}/en-US/account/login`);
    expect(await location({ kind: 'redirect', location: 'http://127.0.0.1:9/' })).toBe('http://127.0.0.1:9/');
  });

  test('never answers, and the client has to give up', async () => {
    const controller = new AbortController();
    const { hec, accepted, post } = await startHec({ onRequest: () => controller.abort() });
    hec.behave({ kind: 'hang' });

    await expect(post(event('a'), { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(accepted).toEqual([]);
    expect(hec.requests).toMatchObject([{ status: 0, objects: 0 }]);
  });

  test('stops while a request hangs', async () => {
    const arrived = Promise.withResolvers<HecRequest>();
    const { hec, post } = await startHec({ onRequest: arrived.resolve });
    hec.behave({ kind: 'hang' });

    const answer = post(event('a'));
    await arrived.promise;
    await hec.stop();

    await expect(answer).rejects.toThrow('fetch failed');
  });

  test('indexes all and breaks the connection: the answer is lost, the events are not', async () => {
    const { hec, accepted, post } = await startHec();
    hec.behave({ kind: 'accept-then-cut' });

    await expect(post(event('a') + event('b'))).rejects.toThrow('fetch failed');
    expect(accepted).toEqual(['a', 'b']);
    expect(hec.requests).toMatchObject([{ status: 0, objects: 2 }]);
  });

  test('refuses the events that match as malformed', async () => {
    const { hec, accepted, post } = await startHec();
    hec.behave({ kind: 'refuse-events', match: (text) => text.includes('"b"') });

    const answer = await post(event('a') + event('b') + event('c'));

    expect(await answer.json()).toEqual({ text: 'Invalid data format', code: 6, 'invalid-event-number': 1 });
    expect(accepted).toEqual(['a']);
  });

  test('misbehaves for the next requests only, and its health does not count as one', async () => {
    const { hec, post } = await startHec();
    hec.behave({ kind: 'fail', status: 503, code: 9, forNext: 2 });
    await fetch(`${hec.url}/services/collector/health`);

    const statuses: number[] = [];
    for (const uuid of ['a', 'b', 'c']) statuses.push((await post(event(uuid))).status);

    expect(statuses).toEqual([503, 503, 200]);
  });

  test('misbehaves until it is told otherwise', async () => {
    const { hec, post } = await startHec();
    hec.behave({ kind: 'throttle' });

    const statuses: number[] = [];
    for (const uuid of ['a', 'b', 'c']) statuses.push((await post(event(uuid))).status);

    expect(statuses).toEqual([429, 429, 429]);
  });

  test('is healthy again as soon as it is told', async () => {
    const { hec, post } = await startHec();
    hec.behave({ kind: 'throttle' });
    hec.behave({ kind: 'healthy' });

    expect((await post(event('a'))).status).toBe(200);
  });
});

interface SplunkLogger {
  send(context: { readonly message: unknown; readonly metadata?: object }): void;
  flush(callback: (error: Error | null, response: unknown, body: unknown) => void): void;
}

/** splunk-logging has no types and no ES module. */
const splunkLogging: { readonly Logger: new (config: object) => SplunkLogger } = createRequire(import.meta.url)(
  'splunk-logging',
);

describe("Splunk's own JavaScript client", () => {
  test('delivers a batch with metadata and string times', async () => {
    const texts: string[] = [];
    const times: number[] = [];
    const { hec } = await startHec({
      onAccept: (_token, { text, envelope }) => {
        texts.push(text);
        times.push(envelope.time);
      },
    });
    const logger = new splunkLogging.Logger({ token: TOKEN, url: hec.url, maxBatchCount: 10 });

    logger.send({ message: { uuid: 'a', text: 'é 🦭' }, metadata: { time: 1772366399.123, index: 'main' } });
    logger.send({ message: { uuid: 'b' }, metadata: { time: 1772366400 } });
    const body = await new Promise((resolve, reject) => {
      logger.flush((error, _response, answer) => (error ? reject(error) : resolve(answer)));
    });

    expect(body).toEqual({ text: 'Success', code: 0 });
    expect(texts).toEqual([
      '{"message":{"uuid":"a","text":"é 🦭"},"severity":"info"}',
      '{"message":{"uuid":"b"},"severity":"info"}',
    ]);
    expect(times).toEqual([1772366399.123, 1772366400]);
  });

  test('learns from the answer that its token is wrong', async () => {
    const { hec } = await startHec();
    const logger = new splunkLogging.Logger({ token: 'wrong', url: hec.url, maxBatchCount: 10 });
    Object.assign(logger, { error: () => undefined });

    logger.send({ message: 'x' });
    const body = await new Promise((resolve) => {
      logger.flush((_error, _response, answer) => resolve(answer));
    });

    expect(body).toEqual({ text: 'Invalid token', code: 4 });
  });
});
