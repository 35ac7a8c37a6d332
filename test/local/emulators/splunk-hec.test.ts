import { createRequire } from 'node:module';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HEC_TOKEN, hecEvent as event, splunkHecs } from '../../support/splunk-hecs.ts';

const { startHec, stopAll } = splunkHecs();

afterEach(stopAll);

const ofBytes = (bytes: number) => `{"event":"${'x'.repeat(bytes - '{"event":""}'.length)}"}`;

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
    hec.addToken(HEC_TOKEN, { indexes: ['main'] });

    const answer = await post('{"index":"secret","event":"x"}');

    expect(await answer.json()).toEqual({ text: 'Incorrect index', code: 7, 'invalid-event-number': 1 });
  });

  test('tells which token an event came with', async () => {
    const tokens: string[] = [];
    const { hec, post } = await startHec({ onAccept: (token) => tokens.push(token) });
    hec.addToken('second');

    await post(event('a'));
    await post(event('b'), { headers: { authorization: 'Splunk second' } });

    expect(tokens).toEqual([HEC_TOKEN, 'second']);
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
    const logger = new splunkLogging.Logger({ token: HEC_TOKEN, url: hec.url, maxBatchCount: 10 });

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
