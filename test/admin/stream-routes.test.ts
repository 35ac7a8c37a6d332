import { describe, expect, test } from '@jest/globals';
import { type AdminApi, adminApi, API_ORIGIN } from '../support/admin-api.ts';
import { SECOND } from '../support/manual-clock.ts';
import { OTHER_TOKEN, TOKEN } from '../support/stream-requests.ts';

const STREAMS = '/api/v1/logStreams';
const bus = (name: string, eventSourceName = name) => ({
  type: 'aws_eventbridge',
  name,
  settings: { accountId: '123456789012', eventSourceName, region: 'eu-west-3' },
});
const splunk = {
  type: 'splunk_cloud_logstreaming',
  name: 'Splunk',
  settings: { edition: 'aws', host: 'acme.splunkcloud.com', token: TOKEN },
};

const idOf = ({ body }: { readonly body: unknown }): string => (body as { readonly id: string }).id;
const create = async (api: AdminApi, body: unknown): Promise<string> =>
  idOf(await api.ask('POST', STREAMS, { body }));
const namesOf = ({ body }: { readonly body: unknown }): string[] =>
  (body as readonly { readonly name: string }[]).map(({ name }) => name);

describe('POST /api/v1/logStreams', () => {
  test('answers 200 with the stream as Okta shows it, the token left out', async () => {
    const api = await adminApi();

    const reply = await api.ask('POST', STREAMS, { body: splunk });

    const id = idOf(reply);
    const href = `${API_ORIGIN}${STREAMS}/${id}`;
    expect(id).toMatch(/^0oa\w{17}$/);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(reply.body).toEqual({
      id,
      type: 'splunk_cloud_logstreaming',
      name: 'Splunk',
      lastUpdated: '2026-03-01T00:00:00.000Z',
      created: '2026-03-01T00:00:00.000Z',
      status: 'ACTIVE',
      settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
      _links: {
        self: { href, method: 'GET' },
        deactivate: { href: `${href}/lifecycle/deactivate`, method: 'POST' },
      },
      delivery: { events: 0, undeliverable: 0, backlog: 0, lagSeconds: 0 },
    });
    expect(api.tokens.all.get(id)).toBe(TOKEN);
  });

  test('keeps milliseconds to itself', async () => {
    const api = await adminApi();
    api.clock.pass(1_234);

    const { body } = await api.ask('POST', STREAMS, { body: bus('b') });

    expect(body).toMatchObject({ created: '2026-03-01T00:00:01.000Z', lastUpdated: '2026-03-01T00:00:01.000Z' });
  });

  test('names every problem as a cause', async () => {
    const api = await adminApi();
    const body = { type: 'aws_eventbridge', name: '', settings: { accountId: '1', region: 'mars', color: 'red' } };

    const reply = await api.ask('POST', STREAMS, { body });

    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({
      errorCode: 'E0000001',
      errorSummary: 'Api validation failed: logStream',
      errorLink: 'E0000001',
      errorId: expect.stringMatching(/^oae[\w-]{22}$/),
      errorCauses: [
        { errorSummary: 'name must be 1 to 100 characters; got ""' },
        {
          errorSummary:
            'settings.color is not a member that can be set; there are accountId, eventSourceName, region',
        },
        { errorSummary: 'settings.accountId must be exactly 12 digits; got "1"' },
        {
          errorSummary:
            'settings.eventSourceName must be 1 to 75 letters, digits, dots, hyphens or underscores; it is missing',
        },
        { errorSummary: expect.stringContaining('settings.region must be one of ap-northeast-1') },
      ],
    });
  });

  test('answers E0000176 with the reason when the bus cannot be delivered to', async () => {
    const api = await adminApi({ busProblem: async () => 'event bus b does not exist' });

    const reply = await api.ask('POST', STREAMS, { body: bus('b') });

    expect(reply).toMatchObject({
      status: 400,
      body: {
        errorCode: 'E0000176',
        errorSummary: 'Failed to create LogStreaming event source. event bus b does not exist',
      },
    });
  });

  test.each([
    ['a token in a wrong member', { ...splunk, name: 5, settings: { ...splunk.settings, host: TOKEN } }],
    ['a token under a wrong name', { ...splunk, settings: { ...splunk.settings, [TOKEN]: 'x' } }],
    ['a token that is none', { ...splunk, settings: { ...splunk.settings, token: `${TOKEN}x` } }],
  ])('repeats no secret: %s', async (_what, body) => {
    const api = await adminApi();

    const reply = await api.ask('POST', STREAMS, { body });

    expect(reply.status).toBe(400);
    expect(reply.text).not.toContain(TOKEN);
    expect(JSON.stringify([api.entries, api.logger.lines])).not.toContain(TOKEN);
  });
});

describe('GET /api/v1/logStreams', () => {
  test('lists oldest first, with the limit in the self link and no next when all fit', async () => {
    const api = await adminApi();
    for (const name of ['one', 'two', 'three']) {
      await create(api, bus(name));
      api.clock.pass(SECOND);
    }

    const reply = await api.ask('GET', STREAMS);

    expect(namesOf(reply)).toEqual(['one', 'two', 'three']);
    expect(reply.links).toEqual({ self: `${API_ORIGIN}${STREAMS}?limit=20` });
  });

  test('pages to the end by its next links, with the filter kept', async () => {
    const api = await adminApi();
    for (const name of ['one', 'two', 'three']) {
      await create(api, bus(name));
      api.clock.pass(SECOND);
    }
    await create(api, splunk);

    const names: string[] = [];
    let url: string | undefined = `${STREAMS}?limit=2&filter=${encodeURIComponent('type eq "aws_eventbridge"')}`;
    for (let pages = 0; url !== undefined && pages < 5; pages += 1) {
      const reply: Awaited<ReturnType<typeof api.ask>> = await api.ask('GET', url);
      names.push(...namesOf(reply));
      url = reply.links['next'];
    }

    expect(names).toEqual(['one', 'two', 'three']);
  });

  test('filters by status', async () => {
    const api = await adminApi();
    const id = await create(api, bus('down'));
    await create(api, bus('up'));
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);

    const reply = await api.ask('GET', STREAMS, { query: { filter: 'status eq "INACTIVE"' } });

    expect(namesOf(reply)).toEqual(['down']);
  });

  test.each([
    ['limit', '0', 'E0000001'],
    ['limit', '201', 'E0000001'],
    ['limit', 'ten', 'E0000001'],
    ['after', 'somewhere', 'E0000001'],
    ['filter', 'name eq "x"', 'E0000031'],
    ['filter', 'type eq', 'E0000053'],
  ])('refuses %s=%s with %s', async (name, value, errorCode) => {
    const api = await adminApi();

    const reply = await api.ask('GET', STREAMS, { query: { [name]: value } });

    expect(reply).toMatchObject({ status: 400, body: { errorCode } });
  });

  test('refuses a parameter that is given twice', async () => {
    const api = await adminApi();

    expect(await api.ask('GET', STREAMS, { query: { limit: ['1', '2'] } })).toMatchObject({ status: 400 });
  });
});

describe('PUT /api/v1/logStreams/{id}', () => {
  test('answers the stream as it is now, moves lastUpdated, and keeps a token that is not given', async () => {
    const api = await adminApi();
    const id = await create(api, splunk);
    api.clock.pass(5 * SECOND);
    const body = { type: splunk.type, name: 'Renamed', settings: { edition: 'gcp', host: 'beta.splunkcloud.com' } };

    const reply = await api.ask('PUT', `${STREAMS}/${id}`, { body });

    expect(reply).toMatchObject({
      status: 200,
      body: { ...body, id, created: '2026-03-01T00:00:00.000Z', lastUpdated: '2026-03-01T00:00:05.000Z' },
    });
    expect(api.tokens.all.get(id)).toBe(TOKEN);
  });

  test('rotates the token', async () => {
    const api = await adminApi();
    const id = await create(api, splunk);

    await api.ask('PUT', `${STREAMS}/${id}`, {
      body: { ...splunk, settings: { ...splunk.settings, token: OTHER_TOKEN } },
    });

    expect(api.tokens.all.get(id)).toBe(OTHER_TOKEN);
  });

  test('takes back what GET answered', async () => {
    const api = await adminApi();
    const id = await create(api, bus('b'));
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);
    const { body } = await api.ask('GET', `${STREAMS}/${id}`);

    expect(await api.ask('PUT', `${STREAMS}/${id}`, { body })).toMatchObject({ status: 200, body });
  });

  test('refuses other EventBridge settings, which are write-once', async () => {
    const api = await adminApi();
    const id = await create(api, bus('b'));

    const reply = await api.ask('PUT', `${STREAMS}/${id}`, { body: bus('b', 'another') });

    expect(reply).toMatchObject({
      status: 400,
      body: {
        errorCode: 'E0000001',
        errorCauses: [{ errorSummary: 'settings.eventSourceName cannot be changed; it is "b", got "another"' }],
      },
    });
  });
});

describe('DELETE /api/v1/logStreams/{id}', () => {
  test('answers 204 without a body, and the stream is not found from then on', async () => {
    const api = await adminApi();
    const id = await create(api, bus('b'));
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);

    const reply = await api.ask('DELETE', `${STREAMS}/${id}`);

    expect([reply.status, reply.text, reply.headers['content-type']]).toEqual([204, '', undefined]);
    expect(await api.ask('GET', `${STREAMS}/${id}`)).toMatchObject({
      status: 404,
      body: { errorCode: 'E0000007', errorSummary: `Not found: Resource not found: ${id} (LogStream)` },
    });
  });

  test('refuses an ACTIVE stream', async () => {
    const api = await adminApi();
    const id = await create(api, bus('b'));

    expect(await api.ask('DELETE', `${STREAMS}/${id}`)).toMatchObject({
      status: 400,
      body: {
        errorCode: 'E0000001',
        errorCauses: [{ errorSummary: 'status must be INACTIVE to delete a log stream; it is ACTIVE' }],
      },
    });
  });
});
