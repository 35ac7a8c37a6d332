import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from '@jest/globals';
import { busesThatFail } from '../../../bench/soak/buses-that-fail.ts';
import { startAwsJsonServer } from '../../../local/emulators/aws-json-server.ts';
import { eventBridge } from '../../../local/emulators/eventbridge.ts';

test('a bus that is down takes nothing and answers nothing, while others and it later do', async () => {
  const taken: string[] = [];
  const emulator = eventBridge({ onAccept: ({ name }) => void taken.push(name) });
  for (const name of ['steady', 'flaky']) emulator.addBus(name);
  const buses = busesThatFail(emulator);
  const server = await startAwsJsonServer({ services: [buses.service] });
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const client = new EventBridgeClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const put = (EventBusName: string) =>
    client
      .send(new PutEventsCommand({ Entries: [{ EventBusName, Source: 'okta.com', DetailType: 'x', Detail: '{}' }] }))
      .then(
        () => 'taken',
        () => 'failed',
      );

  buses.setDown('flaky', true);
  expect([await put('steady'), await put('flaky')]).toEqual(['taken', 'failed']);
  buses.setDown('flaky', false);
  expect(await put('flaky')).toBe('taken');
  expect(taken).toEqual(['steady', 'flaky']);

  client.destroy();
  await server.stop();
});
