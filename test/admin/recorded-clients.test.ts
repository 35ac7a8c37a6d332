import { describe, expect, test } from '@jest/globals';
import { type AdminApi, adminApi, API_ORIGIN } from '../support/admin-api.ts';
import { SECOND } from '../support/manual-clock.ts';
import { TOKEN } from '../support/stream-requests.ts';

/**
 * Bodies as Okta's Go SDK and Terraform provider send them, and replies as the real API gave them, member by member.
 * Source: the recorded acceptance tests of the provider.
 */
const STREAMS = '/api/v1/logStreams';

/** The Go SDK sends the read-only members too, with its zero values, and the provider the status it wants. */
const JUNK = {
  id: '',
  created: '0001-01-01T00:00:00Z',
  lastUpdated: '0001-01-01T00:00:00Z',
  status: 'INACTIVE',
  _links: { self: { href: '' } },
};
const SPLUNK = {
  ...JUNK,
  name: 'testAcc Splunk',
  type: 'splunk_cloud_logstreaming',
  settings: { edition: 'gcp', host: 'acme.splunkcloud.com', token: TOKEN },
};
const BUS = {
  ...JUNK,
  name: 'testAcc EventBridge',
  type: 'aws_eventbridge',
  settings: { accountId: '123456789012', eventSourceName: 'testAcc_source', region: 'eu-west-3' },
};

/** The members of the real API's replies. A client that knows no others decodes nothing else. */
const KNOWN = ['id', 'type', 'name', 'lastUpdated', 'created', 'status', 'settings', '_links'];
const known = (body: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body as object).filter(([name]) => KNOWN.includes(name)));

const create = async (api: AdminApi, body: unknown) => {
  const reply = await api.ask('POST', STREAMS, { body });
  return { reply, id: (reply.body as { readonly id: string }).id };
};

describe('the Terraform provider', () => {
  test('creates with junk in the read-only members, which is ignored', async () => {
    const api = await adminApi();

    const { reply, id } = await create(api, SPLUNK);

    const href = `${API_ORIGIN}${STREAMS}/${id}`;
    expect(reply.status).toBe(200);
    expect(known(reply.body)).toEqual({
      id,
      type: 'splunk_cloud_logstreaming',
      name: 'testAcc Splunk',
      lastUpdated: '2026-03-01T00:00:00.000Z',
      created: '2026-03-01T00:00:00.000Z',
      status: 'ACTIVE',
      settings: { host: 'acme.splunkcloud.com', edition: 'gcp' },
      _links: {
        self: { href, method: 'GET' },
        deactivate: { href: `${href}/lifecycle/deactivate`, method: 'POST' },
      },
    });
  });

  test('sees the status it did not ask for, and deactivates', async () => {
    const api = await adminApi();
    const { reply, id } = await create(api, BUS);
    expect(reply.body).toMatchObject({ status: 'ACTIVE' });

    const lifecycle = await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);
    const read = await api.ask('GET', `${STREAMS}/${id}`);

    expect([lifecycle.status, lifecycle.text]).toEqual([200, '']);
    expect(Object.keys(known(read.body))).toEqual(KNOWN);
    expect(read.body).toMatchObject({
      status: 'INACTIVE',
      _links: { activate: { href: `${API_ORIGIN}${STREAMS}/${id}/lifecycle/activate`, method: 'POST' } },
    });
  });

  test.each([
    ['EventBridge', BUS, { name: 'renamed', settings: BUS.settings, type: BUS.type }],
    [
      'Splunk',
      SPLUNK,
      { name: 'renamed', settings: { edition: 'aws', host: 'beta.splunkcloud.com' }, type: SPLUNK.type },
    ],
  ])('updates %s by PUT without status and token, and then by lifecycle calls', async (_type, body, update) => {
    const api = await adminApi();
    const { id } = await create(api, body);
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);
    api.clock.pass(SECOND);

    const replaced = await api.ask('PUT', `${STREAMS}/${id}`, { body: update });
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/activate`);

    expect(replaced).toMatchObject({
      status: 200,
      body: { ...update, status: 'INACTIVE', lastUpdated: '2026-03-01T00:00:01.000Z' },
    });
    expect((await api.ask('GET', `${STREAMS}/${id}`)).body).toMatchObject({ ...update, status: 'ACTIVE' });
  });

  test('destroys: deactivates whatever the status, and deletes', async () => {
    const api = await adminApi();
    const { id } = await create(api, BUS);
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);

    const replies = [
      await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`),
      await api.ask('DELETE', `${STREAMS}/${id}`),
      await api.ask('GET', `${STREAMS}/${id}`),
    ];

    expect(replies.map(({ status }) => status)).toEqual([200, 204, 404]);
  });

  test('creates a stream again under the name that it just destroyed', async () => {
    const api = await adminApi();
    const { id } = await create(api, BUS);
    await api.ask('POST', `${STREAMS}/${id}/lifecycle/deactivate`);
    await api.ask('DELETE', `${STREAMS}/${id}`);

    expect((await create(api, BUS)).reply.status).toBe(200);
  });

  test('finds a stream by its name in the list without parameters', async () => {
    const api = await adminApi();
    await create(api, BUS);
    await create(api, SPLUNK);

    const { body, headers } = await api.ask('GET', STREAMS);

    expect((body as readonly unknown[]).map((each) => known(each)['name'])).toEqual([BUS.name, SPLUNK.name]);
    expect(headers['link']).toBe(`<${API_ORIGIN}${STREAMS}?limit=20>; rel="self"`);
  });
});
