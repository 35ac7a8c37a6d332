import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { accessPolicy } from '../../lambdas/tokens/access-policy.ts';
import { SCOPES } from '../../lambdas/tokens/token-record.ts';
import {
  ACCOUNT_ID,
  EDITIONS,
  EVENT_SOURCE_NAME,
  HEC_TOKEN,
  NAME,
  REGIONS,
  SPLUNK_HOST,
} from '../../lambdas/core/stream-constraints.ts';
import { adminRoutes } from '../../lambdas/runtime/create-admin-handler.ts';
import { adminApi } from '../support/admin-api.ts';
import { DESCRIPTION, lookUp, operation, OPERATIONS, problemsOf, references } from '../support/openapi.ts';

const described = OPERATIONS.map(({ method, path }) => `${method} ${path}`);

test('describes every route of the handler and no other', async () => {
  const { deps } = await adminApi();

  const routes = adminRoutes(deps).map(({ method, path }) => `${method} ${path}`);

  expect(described.toSorted()).toEqual(routes.toSorted());
});

describe('as a document', () => {
  test('is OpenAPI 3.1 of the version of the package', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

    expect(DESCRIPTION).toMatchObject({ openapi: '3.1.0', info: { version, title: expect.any(String) } });
    expect(Object.keys(DESCRIPTION).toSorted()).toEqual([
      'components',
      'info',
      'openapi',
      'paths',
      'servers',
      'tags',
    ]);
  });

  test('has references that lead somewhere, and nothing that no reference leads to', () => {
    const used = new Set(references());
    const reusable = DESCRIPTION['components'] as Readonly<Record<string, object>>;
    const { securitySchemes: _named, ...referred } = reusable;
    const there = Object.entries(referred).flatMap(([kind, items]) =>
      Object.keys(items).map((name) => `#/components/${kind}/${name}`),
    );

    expect(() => [...used].map(lookUp)).not.toThrow();
    expect(there.filter((reference) => !used.has(reference))).toEqual([]);
  });

  test.each(OPERATIONS.map((each) => [each.operationId, each] as const))('is whole in %s', (operationId, each) => {
    const placeholders = [...each.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = each.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);

    expect(inPath).toEqual(placeholders);
    expect(each.body === undefined).toBe(
      !['POST /api/v1/logStreams', 'PUT /api/v1/logStreams/{id}'].includes(`${each.method} ${each.path}`),
    );
    expect(OPERATIONS.filter((other) => other.operationId === operationId)).toHaveLength(1);
  });

  test.each(
    OPERATIONS.flatMap((each) =>
      (each.body?.examples ?? []).map((example, n) => [each.operationId, n, example] as const),
    ),
  )('has an example for %s, number %i, that its own schema allows', (operationId, _number, example) => {
    expect(problemsOf(operation(operationId).body?.schema ?? {}, example)).toEqual([]);
  });
});

test.each(OPERATIONS.map((each) => [each.operationId, each] as const))(
  'asks for the scope that the authorizer and the policies ask for in %s',
  (_id, { method, scopes }) => {
    const scope = SCOPES.find((each) => each.endsWith(method === 'GET' ? '.read' : '.manage'));

    expect(scopes).toEqual({ sigv4: [scope], ssws: [scope], bearer: [scope] });
  },
);

test('says what the authorizer does: a token that may only read may GET, and no more', () => {
  const arn = 'arn:aws:execute-api:eu-west-1:123456789012:abc123/api/GET/v1/logStreams';
  const allows = (scopes: (typeof SCOPES)[number][]) =>
    accessPolicy({ id: '00T', name: 'ci', sha256: '', scopes, created: '' }, arn).policyDocument.Statement[0]
      .Resource;

  expect(allows(['okta.logStreams.read'])).toMatch(/\/api\/GET\/v1\/\*$/);
  expect(allows(['okta.logStreams.manage'])).toMatch(/\/api\/\*\/v1\/\*$/);
});

describe('constrains a member as the handler does:', () => {
  test.each([
    ['Name', NAME],
    ['AccountId', ACCOUNT_ID],
    ['EventSourceName', EVENT_SOURCE_NAME],
    ['SplunkHost', SPLUNK_HOST],
    ['SplunkToken', HEC_TOKEN],
  ])('%s', (name, { source }) => {
    expect(lookUp(`#/components/schemas/${name}`)).toMatchObject({ type: 'string', pattern: source });
  });

  test.each([
    ['AwsRegion', REGIONS],
    ['SplunkEdition', EDITIONS],
  ])('%s', (name, values) => {
    expect(lookUp(`#/components/schemas/${name}`)).toMatchObject({ enum: [...values] });
  });
});
