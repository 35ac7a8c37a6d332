import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsFault } from '../../../local/emulators/aws-fault.ts';
import { answer, startAwsJsonServer, type AwsJsonService } from '../../../local/emulators/aws-json-server.ts';

const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260301/eu-west-3/echo/aws4_request, SignedHeaders=host, Signature=0',
};

/** A service that answers with its call. */
const echo: AwsJsonService = {
  targetPrefix: 'Echo_20260301',
  operations: {
    Echo: ({ input, region }) => answer({ input, region }),
    Refuse: () => {
      throw new AwsFault('NoThanksException', 'no thanks', 418);
    },
    Break: () => {
      throw new TypeError('a bug');
    },
    Cut: () => ({ kind: 'cut' }),
  },
};

const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start(...services: readonly AwsJsonService[]) {
  const server = await startAwsJsonServer({ services: [echo, ...services] });
  cleanUp.push(() => server.stop());

  const post = async (target: string, body = '{}', headers: Record<string, string> = SIGNED) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, ...headers },
      body,
    });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  return { server, post };
}

describe('a request', () => {
  test('reaches its operation with its input and the region it was signed for', async () => {
    const { post } = await start();

    const { status, type, text } = await post('Echo_20260301.Echo', '{"a":[1]}');

    expect({ status, type }).toEqual({ status: 200, type: 'application/x-amz-json-1.0' });
    expect(JSON.parse(text)).toEqual({ input: { a: [1] }, region: 'eu-west-3' });
  });

  test('reaches the service that its target names', async () => {
    const { post } = await start({ targetPrefix: 'other', operations: { Echo: () => answer({ from: 'other' }) } });

    expect((await post('other.Echo')).text).toBe('{"from":"other"}');
  });

  test('is answered with the error that its operation raises', async () => {
    const { post } = await start();

    const { status, text } = await post('Echo_20260301.Refuse');

    expect([status, JSON.parse(text)]).toEqual([418, { __type: 'NoThanksException', message: 'no thanks' }]);
  });

  test('is answered with 500 when the emulator has a bug, and the server goes on', async () => {
    const { post } = await start();

    expect(await post('Echo_20260301.Break')).toMatchObject({
      status: 500,
      text: 'emulator failed: TypeError: a bug',
    });
    expect((await post('Echo_20260301.Echo')).status).toBe(200);
  });

  test('loses its connection when the operation says so', async () => {
    const { post } = await start();

    await expect(post('Echo_20260301.Cut')).rejects.toThrow('fetch failed');
  });

  test.each(['Echo_20260301.Unheard', 'Unheard.Echo', 'Echo_20260301.constructor', 'Echo_20260301', ''])(
    'for "%s" fails by name',
    async (target) => {
      const { post } = await start();

      const { status, text } = await post(target);

      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({
        __type: 'UnknownOperationException',
        message: expect.stringContaining(`"${target}" is not emulated`),
      });
    },
  );

  test.each([
    ['without a signature', 'Echo', '{}', { authorization: '' }, 'IncompleteSignatureException'],
    ['with another scheme', 'Echo', '{}', { authorization: 'Bearer x' }, 'IncompleteSignatureException'],
    ['without an authorization header', 'Echo', '{}', {}, 'MissingAuthenticationTokenException'],
    ['that is not JSON', 'Echo', '{', SIGNED, 'SerializationException'],
    ['that is not an object', 'Echo', '[]', SIGNED, 'SerializationException'],
  ])('%s is refused', async (_what, operation, body, headers, code) => {
    const { post } = await start();

    const { text } = await post(`Echo_20260301.${operation}`, body, headers);

    expect(JSON.parse(text)).toMatchObject({ __type: code });
  });
});

test('an AWS client sees the name of what is not emulated', async () => {
  const { server } = await start();
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' };
  const client = new EventBridgeClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });

  await expect(client.send(new ListRulesCommand())).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('"AWSEvents.ListRules" is not emulated; emulated are Echo_20260301.Echo'),
  });
  client.destroy();
});

test('a stopped server takes no more requests', async () => {
  const { server, post } = await start();

  await server.stop();

  await expect(post('Echo_20260301.Echo')).rejects.toThrow('fetch failed');
});
