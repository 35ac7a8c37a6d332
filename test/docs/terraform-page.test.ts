import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib/core';
import { OktaLogStreaming } from '../../lib/okta-log-streaming.ts';
import { flatten, foreignStack, ORG_URL } from '../lib/synthesize.ts';
import { type AdminApi, type AdminReply, API_ORIGIN } from '../support/admin-api.ts';
import { pageApi } from '../support/admin-api-page.ts';
import { type HclBlock, readHcl } from '../support/hcl.ts';
import { blocksOf } from '../support/page.ts';

const PAGE = 'docs/terraform.md';

const CONFIGURATION = readHcl(
  blocksOf(PAGE)
    .filter(({ language }) => language === 'hcl')
    .map(({ text }) => text)
    .join('\n'),
);

const HEC_TOKEN = '6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b';
const OTHER_TOKEN = '11111111-2222-4333-8444-555555555555';

const STREAMS = CONFIGURATION.filter(({ labels }) => labels[0] === 'okta_log_stream').map(
  (block) => [block.labels[1] ?? '', block] as const,
);

test('the provider of the page finds the API where the stack puts it', () => {
  const streaming = new OktaLogStreaming(foreignStack(), 'Streaming', { orgUrl: ORG_URL, adminAuth: 'token' });
  const output = flatten(Stack.of(streaming).resolve(streaming.adminApi.url));

  const { org_name: orgName, base_url: baseUrl } = blockOf('provider').attributes;

  expect(`https://${orgName}.${baseUrl}`).toBe(API_ORIGIN);
  expect(output).toBe('https://<StreamingAdminApi>.execute-api.<AWS::Region>.<AWS::URLSuffix>');
  expect(API_ORIGIN).toBe(
    output
      .replace('<StreamingAdminApi>', orgName ?? '')
      .replace('<AWS::Region>', 'eu-west-1')
      .replace('<AWS::URLSuffix>', 'amazonaws.com'),
  );
});

test('the page is about both types of log stream', () => {
  expect(STREAMS.map(([, { attributes }]) => attributes['type'])).toEqual([
    'aws_eventbridge',
    'splunk_cloud_logstreaming',
  ]);
});

describe.each(STREAMS)('okta_log_stream "%s" goes through its life as the table says:', (_name, block) => {
  let api: AdminApi;
  let provider: ReturnType<typeof oktaProvider>;

  beforeEach(async () => {
    api = await pageApi();
    provider = oktaProvider(api);
  });

  test('set-up, create, refresh, change, deactivate, activate, destroy', async () => {
    const resource = resourceOf(block);
    await provider.step('set-up with an API token', () => provider.setUp());

    const id = await provider.step('create', () => provider.create(resource));
    const read = await provider.step('refresh', () => provider.read(id));
    await provider.step('change', () => provider.update(id, { ...resource, name: 'Another name' }));
    await provider.step('change to `status = "INACTIVE"`', () =>
      provider.update(id, { ...resource, status: 'INACTIVE' }),
    );
    await provider.step('change to `status = "ACTIVE"`', () => provider.update(id, resource));
    await provider.step('destroy', () => provider.destroy(id));

    const { token: _writeOnly, ...settings } = resource.settings;
    expect(read).toMatchObject({ name: resource.name, type: resource.type, status: 'ACTIVE', settings });
    expect((await api.ask('GET', `/api/v1/logStreams/${id}`)).status).toBe(404);
  });

  test('create with status INACTIVE, and destroy of a stream that is INACTIVE already', async () => {
    const id = await provider.step('create with `status = "INACTIVE"`', () =>
      provider.create({ ...resourceOf(block), status: 'INACTIVE' }),
    );
    await provider.step('destroy', () => provider.destroy(id));

    expect((await api.ask('GET', '/api/v1/logStreams')).body).toEqual([]);
  });
});

test('an update by the provider leaves a token alone that was rotated beside it', async () => {
  const api = await pageApi();
  const provider = oktaProvider(api);
  const resource = resourceOf(STREAMS[1]?.[1] ?? blockOf('resource'));
  const id = await provider.create(resource);
  const { type, name, settings } = resource;

  await api.ask('PUT', `/api/v1/logStreams/${id}`, {
    body: { type, name, settings: { ...settings, token: OTHER_TOKEN } },
  });
  await provider.update(id, { ...resource, name: 'Another name' });

  expect(api.tokens.all.get(id)).toBe(OTHER_TOKEN);
});

interface Resource {
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Of a configuration that Terraform has evaluated; the provider's names for settings are Okta's in snake case. */
function resourceOf({ attributes, blocks }: HclBlock): Resource {
  const { name = '', type = '', status = '' } = attributes;
  const settings = blocks.find((block) => block.type === 'settings')?.attributes ?? {};
  const named = Object.entries(settings).map(([key, value]) => [
    key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value === 'var.splunk_hec_token' ? HEC_TOKEN : value,
  ]);
  return { name, type, status, settings: Object.fromEntries(named) as Resource['settings'] };
}

function blockOf(type: string): HclBlock {
  const found = CONFIGURATION.find((block) => block.type === type);
  if (!found) throw new Error(`the page has no ${type}`);
  return found;
}

/** Step → requests, from the page's table. */
function table(): ReadonlyMap<string, readonly string[]> {
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(/^\| (.+?) +\| (`(?:GET|POST|PUT).+?) +\|$/gm)];
  return new Map(
    rows.map(([, step = '', requests = '']) => [
      step,
      [...requests.matchAll(/`([A-Z]+ [^`]+)`/g)].map(([, one = '']) => one),
    ]),
  );
}

/**
 * What Okta's provider sends: its creation with the read-only members of the SDK's type, its update without a token.
 */
function oktaProvider(api: AdminApi) {
  let sent: string[] = [];
  const rows = table();

  async function send(method: string, path: string, id = '', body?: object): Promise<AdminReply> {
    sent.push(`${method} ${path}`);
    const reply = await api.ask(method, path.replace('{id}', id), { body });
    // Any status from 300 on is an error to the SDK.
    expect({ request: `${method} ${path}`, isError: reply.status >= 300 }).toEqual({
      request: `${method} ${path}`,
      isError: false,
    });
    return reply;
  }

  async function haveStatus(id: string, { status: is }: { readonly status: string }, wanted: string): Promise<void> {
    const action = wanted === 'ACTIVE' ? 'activate' : 'deactivate';
    if (is !== wanted) await send('POST', `/api/v1/logStreams/{id}/lifecycle/${action}`, id);
  }

  return {
    async step<T>(name: string, run: () => Promise<T>): Promise<T> {
      sent = [];
      const result = await run();
      expect({ name, sent }).toEqual({ name, sent: rows.get(name) });
      return result;
    },
    async setUp() {
      await send('GET', '/api/v1/users/me');
      await send('GET', '/api/v1/users/me');
    },
    async create({ status, ...rest }: Resource): Promise<string> {
      const time = '0001-01-01T00:00:00Z';
      const junk = { id: '', created: time, lastUpdated: time, status, _links: { self: { href: '' } } };
      const { body } = await send('POST', '/api/v1/logStreams', '', { ...junk, ...rest });
      const created = body as { readonly id: string; readonly status: string };
      await haveStatus(created.id, created, status);
      return created.id;
    },
    read: async (id: string): Promise<unknown> => (await send('GET', '/api/v1/logStreams/{id}', id)).body,
    async update(id: string, { name, type, settings, status }: Resource): Promise<void> {
      const { token: _stays, ...others } = settings;
      const { body } = await send('PUT', '/api/v1/logStreams/{id}', id, { name, settings: others, type });
      await haveStatus(id, body as { readonly status: string }, status);
    },
    async destroy(id: string): Promise<void> {
      await send('POST', '/api/v1/logStreams/{id}/lifecycle/deactivate', id);
      await send('DELETE', '/api/v1/logStreams/{id}', id);
    },
  };
}
