import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, DefaultRequestExecutor, type LogEvent, type LogStream } from '@okta/okta-sdk-nodejs';
import { type EmbeddedRun, startEmbeddedRun } from '../../local/embedded-run.ts';
import { ACCOUNT_ID } from '../../local/account.ts';
import { killChildren, startChild } from '../support/child-run.ts';
import { blocksOf } from '../support/page.ts';
import { type Change, EVENTBRIDGE_SCHEMA, SPLUNK_SCHEMA, sdkLogEvent } from '../support/sdk-values.ts';
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

afterAll(async () => {
  killChildren();
  await run.stop();
});

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

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** One and the same wherever an event names it; it is another for each. */
const requestIdOf = (event: LogEvent | undefined): string => {
  const id = event?.transaction?.id ?? '';
  if (!UUID.test(id)) throw new Error(`"${id}" is no request id`);
  return id;
};

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
    const schemas: unknown[] = [];
    await (await client.schemaApi.listLogStreamSchemas()).each((schema) => void schemas.push(plain(schema)));

    const one = await client.schemaApi.getLogStreamSchema({ logStreamType: 'splunk_cloud_logstreaming' });

    expect(schemas).toEqual([EVENTBRIDGE_SCHEMA, SPLUNK_SCHEMA]);
    expect(plain(one)).toEqual(SPLUNK_SCHEMA);
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

    const [first = '', second = ''] = events.map(({ target }) => target?.[0]?.id);
    const splunkAtFirst = { ...splunk, id: first };
    const splunkRenamed = { ...splunk, id: first, name: 'SDK renamed' };
    const sdkBus = { ...bus, id: second };
    const down = { action: 'deactivate', reason: 'deactivated by an admin' } as const;
    const up = { action: 'activate', reason: 'resumes behind the last event that was accepted' } as const;
    const changes: readonly Change[] = [
      { action: 'create', stream: splunkAtFirst, path: '' },
      { action: 'create', stream: sdkBus, path: '' },
      { action: 'update', stream: splunkRenamed, path: `/${first}` },
      { ...down, stream: sdkBus, path: `/${second}/lifecycle/deactivate` },
      { ...up, stream: sdkBus, path: `/${second}/lifecycle/activate` },
      { ...down, stream: splunkRenamed, path: `/${first}/lifecycle/deactivate` },
      { action: 'delete', stream: splunkRenamed, path: `/${first}` },
    ];
    expect(events.map(plain)).toEqual(
      changes.map((change, index) =>
        sdkLogEvent(change, {
          actorId: expect.stringMatching(/^00T[0-9A-Za-z]{17}$/),
          published: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          requestId: requestIdOf(events[index]),
          userAgent: expect.stringMatching(/^@okta\/okta-sdk-nodejs\/8\.1\.0 node\//),
          uuid: expect.stringMatching(UUID),
        }),
      ),
    );
    expect(new Set(events.map(requestIdOf)).size).toBe(events.length);
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

  test('creates a Splunk stream with its token as docs/admin-api.md shows', async () => {
    const code = blocksOf('docs/admin-api.md').find(({ info }) => info === 'create-splunk-stream.mjs')?.text ?? '';
    const env = { API: run.api.url, OKTA_LOG_STREAMING_TOKEN: run.api.token ?? '', SPLUNK_HEC_TOKEN: TOKEN };

    const stored: string[] = [];
    run.aws.secretsManager.onStore((_name, value) => stored.push(value));

    const child = startChild(['--eval', code], env, '--input-type=module');

    expect([await child.ended(), child.stderr.all]).toEqual([0, []]);
    const { id } = await named('Splunk by SDK');
    expect(child.stdout.all).toEqual([id]);
    expect(stored).toEqual([TOKEN]);
  });

  test('takes no wrong token', async () => {
    const stranger = new Client({ orgUrl: run.api.url, token: `00${'x'.repeat(40)}` });

    await expect(stranger.logStreamApi.getLogStream({ logStreamId: '0oa1' })).rejects.toMatchObject({
      status: 401,
      errorCode: 'E0000011',
    });
  });
});
