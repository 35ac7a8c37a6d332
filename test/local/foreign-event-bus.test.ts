import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsFault } from '../../local/emulators/aws-fault.ts';
import { startAwsJsonServer } from '../../local/emulators/aws-json-server.ts';
import { eventBridge } from '../../local/emulators/eventbridge.ts';
import { startForeignEventBus } from '../../local/foreign-event-bus.ts';
import type { JsonRequest } from '../../local/emulators/authorize-json.ts';

const BUS = 'arn:aws:events:eu-west-1:000000000000:event-bus/theirs';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of cleanUp.splice(0).toReversed()) await each();
});

/** An EventBridge of somebody else, which hears who signed; and a function's client of it. */
async function start(
  environment: Readonly<Record<string, string>>,
  authorize: (request: JsonRequest) => void = () => undefined,
) {
  const signatures: string[] = [];
  const details: string[] = [];
  const bus = eventBridge({ onAccept: (_bus, { text }) => details.push(text) });
  bus.addBus(BUS);
  const theirs = await startAwsJsonServer({
    services: [bus],
    authorize: ({ authorization = '' }) => void signatures.push(authorization),
  });
  const ours = await startForeignEventBus({ url: theirs.url, environment, authorize });
  const client = new EventBridgeClient({
    region: 'eu-west-1',
    endpoint: ours.url,
    credentials: { accessKeyId: 'Deliver', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  cleanUp.push(
    () => theirs.stop(),
    () => ours.stop(),
    () => client.destroy(),
  );
  const put = () =>
    client.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: BUS, Source: 'okta', DetailType: 'SystemLog', Detail: '{"name":"Żółć"}' }],
      }),
    );
  return { put, signatures, details, theirs, bus };
}

const THEIR_KEYS = { AWS_ACCESS_KEY_ID: 'AKIATHEIRS', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' };

describe('a foreign EventBridge', () => {
  test('gets what a function sends, signed with the credentials that it knows, in the region that was called', async () => {
    const { put, signatures, details } = await start(THEIR_KEYS);

    const { FailedEntryCount, Entries } = await put();

    expect([FailedEntryCount, Entries?.length]).toEqual([0, 1]);
    expect(details).toEqual(['{"name":"Żółć"}']);
    expect(signatures).toEqual([
      expect.stringMatching(
        /Credential=AKIATHEIRS\/\d{8}\/eu-west-1\/events\/aws4_request, SignedHeaders=[\w;-]*host;/,
      ),
    ]);
  });

  test('gets the key of the emulators when there is none of its own', async () => {
    const { put, signatures } = await start({});

    await put();

    expect(signatures[0]).toContain('Credential=local/');
  });

  test('gets nothing that the function may not send', async () => {
    const asked: JsonRequest[] = [];
    const { put, signatures } = await start(THEIR_KEYS, (request) => {
      asked.push(request);
      throw new AwsFault('AccessDeniedException', 'not with this role');
    });

    await expect(put()).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not with this role' });

    expect(signatures).toEqual([]);
    expect(asked[0]).toMatchObject({
      target: 'AWSEvents.PutEvents',
      authorization: expect.stringContaining('Credential=Deliver/'),
    });
    expect(asked[0]?.input()).toHaveProperty('Entries');
  });

  test("answers with the foreign bus's own refusal", async () => {
    const { put, bus } = await start(THEIR_KEYS);
    bus.behave({ kind: 'throttle' });

    await expect(put()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
  });

  test('cannot be reached when the foreign one cannot', async () => {
    const { put, theirs } = await start(THEIR_KEYS);
    await theirs.stop();

    await expect(put()).rejects.toThrow('socket hang up');
  });
});
