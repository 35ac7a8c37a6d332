import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../cli/json-members.ts';
import { errorsIn, errorsOf, hasErrors, NO_ERRORS, problemOf } from '../../../console/state/form-errors.ts';
import { bodyOf, valuesOf } from '../../../console/state/form-values.ts';
import { formOf } from '../../../console/state/schema-fields.ts';
import { streamSchema } from '../../../lambdas/admin/stream-schemas.ts';
import { adminApi } from '../../support/admin-api.ts';

const SPLUNK = formOf(streamSchema('splunk_cloud_logstreaming', 'https://api.example') as JsonObject);
const BUS = formOf(streamSchema('aws_eventbridge', 'https://api.example') as JsonObject);

const SPLUNK_VALUES = {
  name: 'Splunk',
  'settings.edition': 'aws',
  'settings.host': 'acme.splunkcloud.com',
  'settings.token': '6e9f1a3c-5b7d-4e2f-8a1b-0c9d8e7f6a5b',
};

describe('a form from the served schema', () => {
  test('has the name first and then the settings, with what each of them is', () => {
    expect(SPLUNK).toMatchObject({ type: 'splunk_cloud_logstreaming', title: 'Splunk Cloud' });
    expect(SPLUNK.fields.map(({ id, isRequired, isFinal, isSecret }) => [id, isRequired, isFinal, isSecret])).toEqual(
      [
        ['name', true, false, false],
        ['settings.edition', true, false, false],
        ['settings.host', true, false, false],
        ['settings.token', true, false, true],
      ],
    );
    expect(BUS.fields.map(({ id, isFinal }) => [id, isFinal])).toEqual([
      ['name', false],
      ['settings.accountId', true],
      ['settings.eventSourceName', true],
      ['settings.region', true],
    ]);
  });

  test('has choices with their titles', () => {
    expect(SPLUNK.fields[1]?.choices).toEqual([
      { title: 'AWS', value: 'aws' },
      { title: 'AWS GovCloud', value: 'aws_govcloud' },
      { title: 'GCP', value: 'gcp' },
    ]);
  });

  test.each<[string, JsonObject]>([
    ['empty', {}],
    ['of Okta, with `id` and `enum`', { id: 'x/y', properties: { a: { enum: ['1', 2] } } }],
    ['odd', { properties: { a: 'text', b: { oneOf: [1, { const: 2 }], writeOnce: 'yes' } }, required: 'b' }],
  ])('that is %s is made as far as it can be', (_which, schema) => {
    expect(formOf(schema).fields.every(({ isFinal, isRequired }) => !isFinal && !isRequired)).toBe(true);
  });
});

describe('what a form is filled with', () => {
  test('is what the stream has', () => {
    const stream = { name: 'A', settings: { edition: 'gcp', host: 'acme.splunkcloud.com' } };

    expect(valuesOf(SPLUNK, stream)).toEqual({
      name: 'A',
      'settings.edition': 'gcp',
      'settings.host': 'acme.splunkcloud.com',
      'settings.token': '',
    });
  });

  test('is empty for a stream that is not there yet', () => {
    expect(Object.values(valuesOf(BUS, { type: 'aws_eventbridge' }))).toEqual(['', '', '', '']);
  });

  test('becomes the body of a request, without what is empty', () => {
    expect(bodyOf(SPLUNK, { ...SPLUNK_VALUES, 'settings.token': '' })).toEqual({
      type: 'splunk_cloud_logstreaming',
      name: 'Splunk',
      settings: { edition: 'aws', host: 'acme.splunkcloud.com' },
    });
  });
});

describe('what the schema does not allow', () => {
  test.each([
    ['name', '', 'Enter a value: Name.'],
    ['name', 'x'.repeat(101), "Name can't exceed 100 characters."],
    ['settings.edition', '', 'Choose one: Splunk edition.'],
    ['settings.edition', 'azure', 'Choose one: Splunk edition.'],
    ['settings.host', 'https://acme.splunkcloud.com', expect.stringContaining('Host must be a domain')],
    ['settings.token', 'secret', 'Token must be a GUID of 36 characters.'],
  ])('is told beside its field: %s %j', (id, value, problem) => {
    expect(errorsIn(SPLUNK, { ...SPLUNK_VALUES, [id]: value }, 'create')).toEqual({
      fields: { [id]: problem },
      general: [],
    });
  });

  test('is nothing in a form that is filled in, with a name of other letters', () => {
    const errors = errorsIn(SPLUNK, { ...SPLUNK_VALUES, name: '📦'.repeat(100) }, 'create');

    expect(hasErrors(errors)).toBe(false);
  });

  test('is not that a secret is left empty of a stream that has one', () => {
    const values = { ...SPLUNK_VALUES, 'settings.token': '' };

    expect(errorsIn(SPLUNK, values, 'edit')).toEqual(NO_ERRORS);
    expect(Object.keys(errorsIn(SPLUNK, values, 'create').fields)).toEqual(['settings.token']);
  });

  test('is nothing where its pattern is none that a browser reads', () => {
    const field = { ...formOf({ properties: { a: { pattern: '(' } } }).fields[0] };

    expect(
      problemOf(
        { id: 'a', title: 'A', description: '', isRequired: true, isFinal: false, isSecret: false, ...field },
        'x',
        'create',
      ),
    ).toBeUndefined();
  });

  test('has a sentence where the schema has none', () => {
    const [field] = formOf({ properties: { a: { title: 'A', pattern: '^b$' } } }).fields;

    expect(field && problemOf(field, 'x', 'create')).toBe('A is not written as it must be.');
  });
});

describe('what the API has against a request', () => {
  /** As the function itself says it. */
  async function refusalOf(body: object) {
    const api = await adminApi();
    await api.ask('POST', '/api/v1/logStreams', { body: bodyOf(SPLUNK, SPLUNK_VALUES) });
    const { body: envelope } = await api.ask('POST', '/api/v1/logStreams', { body });
    const { errorSummary, errorCauses } = envelope as {
      readonly errorSummary: string;
      readonly errorCauses: readonly { readonly errorSummary: string }[];
    };
    const causes = errorCauses.map((cause) => cause.errorSummary);
    return { status: 400, code: 'E0000001', summary: errorSummary, causes };
  }

  test('is told beside the fields it is about', async () => {
    const failure = await refusalOf({
      type: 'splunk_cloud_logstreaming',
      name: '',
      settings: { edition: 'azure', host: 'x', token: 'y' },
    });

    expect(errorsOf(failure, SPLUNK)).toEqual({
      fields: {
        name: 'Name must be 1 to 100 characters; got "".',
        'settings.edition': 'Splunk edition must be one of aws, aws_govcloud, gcp; got "azure".',
        'settings.host': 'Host must be a Splunk Cloud domain such as acme.splunkcloud.com; got "x".',
        'settings.token':
          'HEC token must be a HEC token, which is a GUID of 36 characters; what was given is not one.',
      },
      general: [],
    });
  });

  test('is told beside a name that is taken', async () => {
    const { fields, general } = errorsOf(await refusalOf(bodyOf(SPLUNK, SPLUNK_VALUES)), SPLUNK);

    expect([Object.keys(fields), general]).toEqual([['name'], []]);
  });

  test('is told above the fields when it is about none of them', () => {
    const causes = [
      'nameless must be x',
      'settings.hostname is not a member',
      'there may be 10 log streams',
      'settings',
    ];

    expect(errorsOf({ status: 400, code: 'E0000001', summary: 'Api validation failed', causes }, SPLUNK)).toEqual({
      fields: {},
      general: causes,
    });
  });

  test('is its summary where it gives no causes', () => {
    const failure = {
      status: 400,
      code: 'E0000176',
      summary: 'Failed to create LogStreaming event source.',
      causes: [],
    };

    expect(errorsOf(failure, BUS)).toEqual({ fields: {}, general: [failure.summary] });
  });

  test('may be several things about one field', () => {
    const causes = ['name is taken', 'name: is odd!'];

    expect(errorsOf({ status: 400, code: 'x', summary: '', causes }, BUS).fields).toEqual({
      name: 'Name is taken. Name: is odd!',
    });
  });
});
