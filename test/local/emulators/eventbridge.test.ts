import {
  DescribeEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startAwsJsonServer } from '../../../local/emulators/aws-json-server.ts';
import { eventBridge, type EventBridgeBehaviour, type EventBus } from '../../../local/emulators/eventbridge.ts';
import type { BusEvent } from '../../../local/emulators/put-events.ts';

const now = () => new Date('2026-03-01T12:00:00Z');
const FOREIGN_BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/audit';

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()));
});

async function start() {
  const accepted: { readonly bus: EventBus; readonly event: BusEvent }[] = [];
  const service = eventBridge({ now, onAccept: (bus, event) => accepted.push({ bus, event }) });
  const server = await startAwsJsonServer({ services: [service] });
  cleanUp.push(() => server.stop());
  service.addBus('okta');

  const clientIn = (region: string) => {
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'not-a-secret' };
    const client = new EventBridgeClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
    cleanUp.push(() => client.destroy());
    return client;
  };
  const put = (entries: PutEventsRequestEntry[], { region = 'us-east-1', signal }: Put = {}) =>
    clientIn(region).send(new PutEventsCommand({ Entries: entries }), signal ? { abortSignal: signal } : {});
  const describeBus = (name: string, region = 'us-east-1') =>
    clientIn(region).send(new DescribeEventBusCommand({ Name: name }));

  return { service, accepted, ids: () => accepted.map(({ event }) => event.id), put, describeBus };
}

interface Put {
  readonly region?: string;
  readonly signal?: AbortSignal;
}

const entry = (uuid: string, bus = 'okta'): PutEventsRequestEntry => ({
  Source: 'okta.com/acme',
  DetailType: 'SystemLog',
  Detail: JSON.stringify({ uuid }),
  EventBusName: bus,
});

describe('PutEvents', () => {
  test('puts the events on their bus in order and answers with as many ids', async () => {
    const { ids, put } = await start();

    const answer = await put([entry('a'), entry('b'), entry('c')]);

    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(answer.FailedEntryCount).toBe(0);
    expect(new Set(answer.Entries?.map(({ EventId }) => EventId)).size).toBe(3);
  });

  test('hands the detail over verbatim with its source and type', async () => {
    const { accepted, put } = await start();
    const detail = '{ "uuid":"a","published":"2026-03-01T11:00:00.000Z","n":1.50e3,"s":"é 🦭" }';

    await put([{ ...entry('a'), Detail: detail, Time: now(), Resources: ['acme.okta.com'] }]);

    expect(accepted.map(({ event }) => event)).toEqual([
      {
        id: 'a',
        text: detail,
        publishedMs: Date.parse('2026-03-01T11:00:00Z'),
        at: now(),
        source: 'okta.com/acme',
        detailType: 'SystemLog',
      },
    ]);
  });

  test('fails entry by entry, in order, and takes the others', async () => {
    const { ids, put } = await start();

    const answer = await put([entry('a'), { ...entry('b'), Detail: '[]' }, entry('c')]);

    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toEqual([
      { EventId: expect.any(String) },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { EventId: expect.any(String) },
    ]);
    expect(ids()).toEqual(['a', 'c']);
  });

  test('refuses eleven entries whole', async () => {
    const { ids, put } = await start();

    await expect(put(Array.from({ length: 11 }, (_, n) => entry(String(n))))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(ids()).toEqual([]);
  });

  test('finds a bus by name in the region that the request was signed for', async () => {
    const { accepted, put } = await start();

    await put([entry('a')], { region: 'eu-central-1' });

    expect(accepted[0]?.bus).toEqual({
      name: 'okta',
      arn: 'arn:aws:events:eu-central-1:000000000000:event-bus/okta',
      region: 'eu-central-1',
      accountId: '000000000000',
    });
  });

  test('finds a bus of another account by its ARN', async () => {
    const { service, accepted, put } = await start();
    service.addBus(FOREIGN_BUS);

    await put([entry('a', FOREIGN_BUS)], { region: 'eu-west-1' });

    expect(accepted[0]?.bus).toEqual({
      name: 'audit',
      arn: FOREIGN_BUS,
      region: 'eu-west-1',
      accountId: '111122223333',
    });
  });

  test.each([
    ['of that name', 'other', 'us-east-1'],
    ['named default, which must be added too', 'default', 'us-east-1'],
    ['of that ARN', 'arn:aws:events:us-east-1:111122223333:event-bus/okta', 'us-east-1'],
    ['of that ARN in the region called', FOREIGN_BUS, 'us-east-1'],
    ['of that name in its own account', 'audit', 'eu-west-1'],
  ])('succeeds, and the event is gone, when there is no bus %s', async (_which, bus, region) => {
    const { service, ids, put } = await start();
    service.addBus(FOREIGN_BUS);

    const answer = await put([entry('a', bus), entry('b')], { region });

    expect(answer.FailedEntryCount).toBe(0);
    expect(answer.Entries?.[0]).toEqual({ EventId: expect.any(String) });
    expect(ids()).toEqual(['b']);
    expect(service.vanished).toBe(1);
  });
});

describe('a listener', () => {
  const OKTA_BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/okta';

  test('gets what its bus takes, as EventBridge hands it to a target', async () => {
    const { service, put } = await start();
    const heard: unknown[] = [];
    service.addBus(FOREIGN_BUS);
    service.onEvent(OKTA_BUS, (event) => heard.push(event));

    const answer = await put([
      { ...entry('a'), Time: new Date('2026-02-28T23:59:59.900Z'), Resources: ['acme.okta.com'] },
      { ...entry('b'), Detail: '[]' },
      entry('c', FOREIGN_BUS),
      entry('d'),
    ]);

    const envelope = {
      version: '0',
      source: 'okta.com/acme',
      'detail-type': 'SystemLog',
      account: '000000000000',
      region: 'us-east-1',
    };
    expect(heard).toEqual([
      {
        ...envelope,
        id: answer.Entries?.[0]?.EventId,
        time: '2026-02-28T23:59:59Z',
        resources: ['acme.okta.com'],
        detail: { uuid: 'a' },
      },
      {
        ...envelope,
        id: answer.Entries?.[3]?.EventId,
        time: '2026-03-01T12:00:00Z',
        resources: [],
        detail: { uuid: 'd' },
      },
    ]);
  });

  test('hears nothing when it has ended that', async () => {
    const { service, put } = await start();
    const heard: unknown[] = [];
    const end = service.onEvent(OKTA_BUS, (event) => heard.push(event));
    service.onEvent(OKTA_BUS, () => heard.push('other'));

    end();
    await put([entry('a')]);

    expect(heard).toEqual(['other']);
  });
});

describe('DescribeEventBus', () => {
  test('answers with the name and ARN of a bus', async () => {
    const { describeBus } = await start();

    expect(await describeBus('okta', 'eu-central-1')).toMatchObject({
      Name: 'okta',
      Arn: 'arn:aws:events:eu-central-1:000000000000:event-bus/okta',
    });
  });

  test('fails for a bus that does not exist', async () => {
    const { describeBus } = await start();

    await expect(describeBus(FOREIGN_BUS)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Event bus ${FOREIGN_BUS} does not exist.`,
    });
  });
});

describe('told to misbehave', () => {
  test.each<[EventBridgeBehaviour, string, number]>([
    [{ kind: 'fail' }, 'InternalException', 500],
    [{ kind: 'throttle' }, 'ThrottlingException', 400],
  ])('answers a request with %j and takes nothing', async (behaviour, name, status) => {
    const { service, ids, put } = await start();
    service.behave(behaviour);

    await expect(put([entry('a')])).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(ids()).toEqual([]);
  });

  test('throttles every third entry, counted over all requests', async () => {
    const { service, ids, put } = await start();
    await put([entry('before')]);
    service.behave({ kind: 'throttle-entries', every: 3 });

    const answers = [await put([entry('a'), entry('b')]), await put([entry('c'), entry('d')])];

    expect(answers.map(({ FailedEntryCount }) => FailedEntryCount)).toEqual([0, 1]);
    expect(answers[1]?.Entries?.[0]).toEqual({ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' });
    expect(ids()).toEqual(['before', 'a', 'b', 'd']);
  });

  test('throttles the entries that match', async () => {
    const { service, ids, put } = await start();
    service.behave({ kind: 'throttle-entries', match: (detail) => detail.includes('"b"') });

    const answer = await put([entry('a'), entry('b'), entry('c')]);

    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'ThrottlingException', undefined]);
    expect(ids()).toEqual(['a', 'c']);
  });

  test('denies access to the entries that match, or to all', async () => {
    const { service, ids, put } = await start();
    const codes = async () =>
      (await put([entry('a'), entry('b')])).Entries?.map(({ ErrorCode }) => ErrorCode ?? 'taken');

    service.behave({ kind: 'deny-entries', match: (detail) => detail.includes('"a"') });
    expect(await codes()).toEqual(['AccessDeniedException', 'taken']);

    service.behave({ kind: 'deny-entries' });
    expect(await codes()).toEqual(['AccessDeniedException', 'AccessDeniedException']);
    expect(ids()).toEqual(['b']);
  });

  test('takes all and breaks the connection: the answer is lost, the events are not', async () => {
    const { service, ids, put } = await start();
    service.behave({ kind: 'accept-then-cut' });

    await expect(put([entry('a'), entry('b')])).rejects.toThrow('socket hang up');
    expect(ids()).toEqual(['a', 'b']);
  });

  test('never answers PutEvents, and the client has to give up', async () => {
    const { service, ids, put, describeBus } = await start();
    const controller = new AbortController();
    service.behave({ kind: 'hang' });

    const answer = put([entry('a')], { signal: controller.signal });
    do await describeBus('okta');
    while (service.requestCount === 0);
    controller.abort();

    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(ids()).toEqual([]);
  });

  test('misbehaves for the next requests only', async () => {
    const { service, ids, put } = await start();
    service.behave({ kind: 'throttle', forNext: 1 });

    await expect(put([entry('a')])).rejects.toMatchObject({ name: 'ThrottlingException' });
    await put([entry('a')]);

    expect(ids()).toEqual(['a']);
    expect(service.requestCount).toBe(2);
  });
});
