import { afterEach, describe, expect, test } from '@jest/globals';
import { splunkHecTarget } from '../../lambdas/targets/splunk-hec.ts';
import {
  type BoundedClient,
  type Connection,
  expectBombRefused,
  expectHungUp,
  expectTimedOut,
} from '../support/bounded-answers.ts';
import { logEvents } from '../support/events.ts';
import { TOKEN } from '../support/fake-hec.ts';
import { ENCODINGS, hostileServers, timeLimit } from '../support/hostile-servers.ts';
import { ORG_URL, splunkStream } from '../support/target-streams.ts';

const EVENTS = logEvents(3);
const SUCCESS = '{"text":"Success","code":0}';
const TOO_LONG = 'Splunk gave an unexpected answer (HTTP 200 with a longer text than HEC ever sends)';

const servers = hostileServers();
afterEach(servers.stopAll);

const attempt = ({ url: endpoint, fetch, timeout }: Connection) =>
  splunkHecTarget({
    fetch,
    secrets: { read: async () => TOKEN },
    tokenSecretId: (id) => id,
    orgUrl: ORG_URL,
    endpoint,
  }).attempt(splunkStream(), EVENTS, timeout());

const HEC: BoundedClient<Awaited<ReturnType<typeof attempt>>> = {
  servers,
  call: attempt,
  text: SUCCESS,
  limitBytes: 65_536,
  async tooLong(attempted) {
    const { pending, failure } = await attempted;

    expect(pending).toEqual(EVENTS);
    expect(failure).toEqual({ code: 'TARGET_REJECTED', message: TOO_LONG });
  },
  async timedOut(attempted) {
    const { pending, failure } = await attempted;

    expect(pending).toEqual(EVENTS);
    expect(failure?.code).toBe('TARGET_TIMEOUT');
  },
};

describe('Splunk target, a server that means ill', () => {
  test.each(ENCODINGS)('is read no further than 64 KB of what it has packed by %s', (encoding) =>
    expectBombRefused(HEC, encoding),
  );

  test('is hung up on when its answer has no end', () => expectHungUp(HEC));

  test('has no longer than the attempt, however steadily it drips', () => expectTimedOut(HEC));

  test('cannot fill the memory with headers', async () => {
    const { url } = await servers.listen((_request, response) =>
      response.writeHead(200, { 'x-much': 'x'.repeat(100_000) }).end(SUCCESS),
    );

    const { pending, failure } = await attempt({ url, fetch, timeout: timeLimit().timeout });

    expect(pending).toEqual(EVENTS);
    expect(failure).toMatchObject({
      code: 'TARGET_UNAVAILABLE',
      message: expect.stringContaining('Headers Overflow'),
    });
  });

  test.each([301, 302, 303, 307, 308])('leads neither token nor events elsewhere with %i', async (status) => {
    const elsewhere = await servers.listen((_request, response) => response.end(SUCCESS));
    const hec = await servers.listen((_request, response) =>
      response.writeHead(status, { location: elsewhere.url.href }).end(),
    );

    const { pending, failure } = await attempt({ url: hec.url, fetch, timeout: timeLimit().timeout });

    expect([hec.seen.map(({ authorization }) => authorization), elsewhere.seen]).toEqual([[`Splunk ${TOKEN}`], []]);
    expect(pending).toEqual(EVENTS);
    expect(failure?.code).toBe('TARGET_REJECTED');
  });
});

describe('Splunk target, a stream whose host is not of Splunk Cloud', () => {
  test.each([
    'evil.example',
    'acme.splunkcloud.com.evil.example',
    'acme.splunkcloud.com@evil.example',
    'evil.example/acme.splunkcloud.com',
    'acme.splunkcloud.com:8443',
    '127.0.0.1',
    '',
  ])('is given neither token nor events: "%s"', async (host) => {
    const asked: string[] = [];
    const target = splunkHecTarget({
      fetch: async (url) => {
        asked.push(url instanceof URL ? url.href : 'no URL');
        return new Response(SUCCESS);
      },
      secrets: {
        async read(id) {
          asked.push(id);
          return TOKEN;
        },
      },
      tokenSecretId: (id) => id,
      orgUrl: ORG_URL,
    });

    const { pending, failure } = await target.attempt(splunkStream({ host }), EVENTS, timeLimit().timeout());

    expect(asked).toEqual([]);
    expect(pending).toEqual(EVENTS);
    expect(failure).toEqual({
      code: 'TARGET_CONFIGURATION',
      message: `the host must be a Splunk Cloud domain such as acme.splunkcloud.com; got ${host}`,
    });
  });
});
