import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { adminApi } from '../support/admin-api.ts';
import { operation, problemsOf } from '../support/openapi.ts';

type Body = Readonly<Record<string, unknown>>;

/** A GUID that Splunk would take, whatever its version. */
const TOKEN = '6e9f1a3c-5b7d-0e2f-0a1b-0c9d8e7f6a5b';
const BUS_SETTINGS = { accountId: '123456789012', eventSourceName: 'okta-log-events', region: 'eu-west-1' };
const SPLUNK_SETTINGS = { edition: 'aws', host: 'acme.splunkcloud.com' };

const VALID: readonly Body[] = [
  { type: 'aws_eventbridge', name: 'Security events', settings: BUS_SETTINGS },
  { type: 'splunk_cloud_logstreaming', name: 'Splunk', settings: { ...SPLUNK_SETTINGS, token: TOKEN } },
  { type: 'splunk_cloud_logstreaming', name: 'Splunk', settings: { ...SPLUNK_SETTINGS, edition: 'gcp' } },
];

const MEMBERS = ['type', 'name', 'settings', 'id', 'status', '_links', 'delivery', 'possibleGap', 'lag', 'Name'];
const SETTINGS = ['accountId', 'eventSourceName', 'region', 'edition', 'host', 'token', 'index'];

/** Values on both sides of every limit there is. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  0,
  true,
  [],
  {},
  'aws_eventbridge',
  'splunk_cloud_logstreaming',
  BUS_SETTINGS,
  SPLUNK_SETTINGS,
  'ACTIVE',
  'x'.repeat(75),
  'x'.repeat(76),
  'é'.repeat(100),
  '𝄞'.repeat(100),
  'x'.repeat(101),
  'two\nlines',
  'okta/log.events-_',
  'okta.log.events-_',
  '123456789013',
  '1234567890',
  'us-east-2',
  'us-gov-west-1',
  'aws_govcloud',
  'azure',
  'acme.splunkcloudgc.com',
  'http-inputs-acme.splunkcloud.com',
  'https://acme.splunkcloud.com',
  'a.splunkcloud.com',
  'ab.splunkcloud.com',
  `${'a'.repeat(100)}.splunkcloud.com`,
  `${'a'.repeat(101)}.splunkcloud.com`,
  TOKEN.toUpperCase(),
  `${TOKEN}0`,
];

const change = fc.record({
  isSetting: fc.boolean(),
  member: fc.constantFrom(...MEMBERS),
  setting: fc.constantFrom(...SETTINGS),
  value: fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'binary', maxLength: 120 })),
});

const bodies = fc
  .record({ body: fc.constantFrom(...VALID), changes: fc.array(change, { maxLength: 3 }) })
  // As it is sent: what is undefined is not there.
  .map(({ body, changes }) => JSON.parse(JSON.stringify(changes.reduce(changed, body))) as Body);

function changed(body: Body, { isSetting, member, setting, value }: { [key: string]: unknown }): Body {
  const settings = body['settings'];
  if (isSetting !== true || typeof settings !== 'object') return { ...body, [String(member)]: value };
  return { ...body, settings: { ...settings, [String(setting)]: value } };
}

const RUNS = { seed: 20260301, numRuns: 400 };

describe('takes a body exactly if it is described:', () => {
  test('POST', async () => {
    const { schema = {} } = operation('createLogStream').body ?? {};
    const answers = new Set<number>();

    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { ask } = await adminApi({ eventBridgeAccounts: ['123456789012', '123456789013'] });

        const { status } = await ask('POST', '/api/v1/logStreams', { body });

        answers.add(status);
        expect({ body, status }).toEqual({ body, status: problemsOf(schema, body).length === 0 ? 200 : 400 });
      }),
      RUNS,
    );
    expect(answers).toEqual(new Set([200, 400]));
  });

  test('PUT, which then finds nothing to replace', async () => {
    const { schema = {} } = operation('replaceLogStream').body ?? {};
    const { ask } = await adminApi({ requestsPerMinute: 1_000 });
    const answers = new Set<number>();

    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { status } = await ask('PUT', '/api/v1/logStreams/0oaFlO42ei5KFeVw926b', { body });

        answers.add(status);
        expect({ body, status }).toEqual({ body, status: problemsOf(schema, body).length === 0 ? 404 : 400 });
      }),
      RUNS,
    );
    expect(answers).toEqual(new Set([400, 404]));
  });
});
