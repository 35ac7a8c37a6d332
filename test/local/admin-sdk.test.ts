import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, DefaultRequestExecutor, type LogEvent, type LogStream } from '@okta/okta-sdk-nodejs';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { ACCOUNT_ID } from '../../local/provision.ts';
import { TOKEN } from '../support/stream-requests.ts';

/** The official SDK, unmodified, against the run of `npm start` with tokens; one life of two streams, step by step. */
let run: EmbeddedRun;
let client: Client;
let plainClient: Client;

beforeAll(async () => {
  run = await startEmbeddedRun({ schedules: 'ignore' });
  run.aws.eventBridge.addBus('sdk-bus');
  const { url: orgUrl, token = '' } = run.api;
  plainClient = new Client({ orgUrl, token });
  client = new Client({ orgUrl, token, requestExecutor: new WithHecToken() });
}, 60_000);

afterAll(() => run.stop());

const splunk = {
  type: 'splunk_cloud_logstreaming',
  name: 'SDK Splunk',
  settings: { edition: 'gcp', host: 'acme.splunkcloud.com', token: TOKEN },
} as const;
const bus = {
  type: 'aws_eventbridge',
  name: 'SDK bus',
  settings: { accountId: ACCOUNT_ID, eventSourceName: 'sdk-bus', region: 'eu-west-3' },
} as const;

/** What the SDK made of a reply, as plain values. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const SECOND_PRECISION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;

/** Exactly what a real org gives, member by member. */
const asOktaGives = (id: string, more: object, status: 'ACTIVE' | 'INACTIVE' = 'ACTIVE') => {
  const href = `${run.api.url}/api/v1/logStreams/${id}`;
  const other = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    id,
    status,
    created: expect.stringMatching(SECOND_PRECISION),
    lastUpdated: expect.stringMatching(SECOND_PRECISION),
    _links: {
      self: { href, method: 'GET' },
      [other]: { href: `${href}/lifecycle/${other}`, method: 'POST' },
    },
    ...more,
  };
};

const splunkShown = {
  type: splunk.type,
  name: splunk.name,
  settings: { edition: 'gcp', host: 'acme.splunkcloud.com' },
};

/**
 * The SDK (8.1.0) leaves the HEC token out of what it creates: it takes the type of the replacement, which has none. Its
 * own way to change a request puts it back in.
 */
class WithHecToken extends DefaultRequestExecutor {
  override async fetch(options: Parameters<DefaultRequestExecutor['fetch']>[0]) {
    // The declaration names none of its members.
    const request = options as typeof options & { readonly method?: string; readonly body?: string };
    const body: unknown = request.method === 'POST' && request.body ? JSON.parse(request.body) : undefined;
    if (!isSplunk(body)) return super.fetch(request);
    const withToken = { ...body, settings: { ...body.settings, token: TOKEN } };
    return super.fetch(Object.assign(request, { body: JSON.stringify(withToken) }));
  }
}

const isSplunk = (body: unknown): body is { readonly settings: object } =>
  typeof body === 'object' && body !== null && 'type' in body && body.type === splunk.type;

const create = (instance: typeof splunk | typeof bus): Promise<LogStream> =>
  client.logStreamApi.createLogStream({ instance });

async function named(name: string): Promise<LogStream> {
  const found: LogStream[] = [];
  await (
    await client.logStreamApi.listLogStreams()
  ).each((stream) => void (stream.name === name && found.push(stream)));
  if (!found[0]) throw new Error(`there is no stream ${name}`);
  return found[0];
}

/** When the run made its own streams. */
const beginning = async (): Promise<string> => (await named('Splunk Cloud')).created?.toISOString() ?? '';

describe('the official SDK', () => {
  test('creates a stream of each type', async () => {
    const made = [await create(splunk), await create(bus)];

    expect(made.map(plain)).toEqual([
      asOktaGives(made[0]?.id ?? '', splunkShown),
      asOktaGives(made[1]?.id ?? '', bus),
    ]);
    expect(made.map(({ id }) => id.length)).toEqual([20, 20]);
  });

  test('is told which member its request lacks', async () => {
    const creating = plainClient.logStreamApi.createLogStream({ instance: { ...splunk, name: 'without' } });

    await expect(creating).rejects.toMatchObject({
      errorCode: 'E0000001',
      errorCauses: [{ errorSummary: expect.stringMatching(/^settings\.token must be a HEC token.*it is missing$/) }],
    });
  });

  test('lists with paging', async () => {
    const names: string[] = [];

    await (
      await client.logStreamApi.listLogStreams({ limit: 1 })
    ).each((stream) => void names.push(stream.name ?? ''));

    // The run's own two are of one moment.
    expect(names.slice(0, 2).toSorted()).toEqual(['Security events bus', 'Splunk Cloud']);
    expect(names.slice(2)).toEqual(['SDK Splunk', 'SDK bus']);
  });

  test('lists with a filter', async () => {
    const names: string[] = [];

    const list = await client.logStreamApi.listLogStreams({ filter: 'type eq "aws_eventbridge"' });
    await list.each((stream) => void names.push(stream.name ?? ''));

    expect(names).toEqual(['Security events bus', 'SDK bus']);
  });

  test('gets and replaces', async () => {
    const { id } = await named('SDK Splunk');
    const instance = {
      type: splunk.type,
      name: 'SDK renamed',
      settings: { edition: 'aws', host: 'beta.splunkcloud.com' },
    };

    const replaced = await client.logStreamApi.replaceLogStream({ logStreamId: id, instance: instance });

    expect(plain(replaced)).toEqual(asOktaGives(id, instance));
    expect(plain(await client.logStreamApi.getLogStream({ logStreamId: id }))).toEqual(plain(replaced));
  });

  test('deactivates, twice, and activates', async () => {
    const { id } = await named('SDK bus');

    await client.logStreamApi.deactivateLogStream({ logStreamId: id });
    await client.logStreamApi.deactivateLogStream({ logStreamId: id });
    const down = await client.logStreamApi.getLogStream({ logStreamId: id });
    await client.logStreamApi.activateLogStream({ logStreamId: id });

    expect(plain(down)).toEqual(asOktaGives(id, bus, 'INACTIVE'));
    expect((await client.logStreamApi.getLogStream({ logStreamId: id })).status).toBe('ACTIVE');
  });

  test('reads the schemas', async () => {
    const titles: (string | undefined)[] = [];
    await (await client.schemaApi.listLogStreamSchemas()).each((schema) => void titles.push(schema.title));

    const schema = await client.schemaApi.getLogStreamSchema({ logStreamType: 'aws_eventbridge' });

    expect(titles).toEqual(['AWS EventBridge', 'Splunk Cloud']);
    expect(plain(schema)).toMatchObject({
      title: 'AWS EventBridge',
      type: 'object',
      properties: { settings: { required: ['eventSourceName', 'accountId', 'region'] } },
    });
  });

  test('sees a refusal as it would see Okta’s', async () => {
    await expect(create(bus)).rejects.toMatchObject({
      status: 400,
      errorCode: 'E0000001',
      errorCauses: expect.arrayContaining([
        { errorSummary: 'name must be unique among the log streams; "SDK bus" is taken' },
      ]),
    });
  });

  test('deletes, and finds nothing then', async () => {
    const { id } = await named('SDK renamed');
    await client.logStreamApi.deactivateLogStream({ logStreamId: id });

    await client.logStreamApi.deleteLogStream({ logStreamId: id });

    await expect(client.logStreamApi.getLogStream({ logStreamId: id })).rejects.toMatchObject({
      status: 404,
      errorCode: 'E0000007',
    });
  });

  test('reads what happened to the streams as log events', async () => {
    await run.settled();
    const events: LogEvent[] = [];

    // Bounded, or it would never end.
    const range = { since: await beginning(), until: '2100-01-01T00:00:00Z', limit: 3 };
    await (await client.systemLogApi.listLogEvents(range)).each((event) => void events.push(event));

    const told = events.map(({ eventType, target }) => [
      eventType?.replace('system.log_stream.lifecycle.', ''),
      target?.[0]?.displayName,
    ]);
    expect(told).toEqual([
      ['create', 'SDK Splunk'],
      ['create', 'SDK bus'],
      ['update', 'SDK renamed'],
      ['deactivate', 'SDK bus'],
      ['activate', 'SDK bus'],
      ['deactivate', 'SDK renamed'],
      ['delete', 'SDK renamed'],
    ]);
    expect(events[0]).toMatchObject({ actor: { displayName: 'the embedded run' }, outcome: { result: 'SUCCESS' } });
    expect(events[0]?.published).toBeInstanceOf(Date);
  });

  test('follows the log by its next links', async () => {
    const log = await client.systemLogApi.listLogEvents({ since: await beginning(), limit: 1_000 });
    await log.getNextPage();
    const { id } = await named('SDK bus');
    await client.logStreamApi.deactivateLogStream({ logStreamId: id });
    await run.settled();

    const page = await log.getNextPage();

    expect(page.map(({ eventType }: LogEvent) => eventType)).toEqual(['system.log_stream.lifecycle.deactivate']);
  });

  test('takes no wrong token', async () => {
    const stranger = new Client({ orgUrl: run.api.url, token: `00${'x'.repeat(40)}` });

    await expect(stranger.logStreamApi.getLogStream({ logStreamId: '0oa1' })).rejects.toMatchObject({
      status: 401,
      errorCode: 'E0000011',
    });
  });
});
