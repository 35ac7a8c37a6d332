import { describe, expect, test } from '@jest/globals';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { App, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { addGatewayResponses } from '../../lib/gateway-responses.ts';
import { type Operation, OPERATIONS, problemsOf, responseOf } from '../support/openapi.ts';

interface GatewayResponse {
  readonly ResponseType: string;
  readonly StatusCode?: string;
  readonly ResponseParameters: Readonly<Record<string, string>>;
  readonly ResponseTemplates: { readonly 'application/json': string };
}

/** What API Gateway can find fault with before the function is asked, given what the API looks like. */
const REACHABLE = ['ACCESS_DENIED', 'INTEGRATION_FAILURE', 'INVALID_SIGNATURE', 'THROTTLED', 'UNAUTHORIZED'];

const responses = gatewayResponses();

describe.each(REACHABLE.map((type) => [type, responseOfType(type)] as const))(
  'a response of type %s',
  (_type, given) => {
    const { StatusCode, ResponseParameters, ResponseTemplates } = given;
    const body: unknown = JSON.parse(ResponseTemplates['application/json']);
    const sent = Object.keys(ResponseParameters).map((name) => name.replace('gatewayresponse.header.', ''));

    test('is described in every operation, with its code and its headers', () => {
      const differences = OPERATIONS.flatMap((operation) => undescribed(operation, Number(StatusCode), body, sent));

      expect(differences).toEqual([]);
    });
  },
);

test.each(['401', '403'])('a %s of every operation is described as what API Gateway answers', (status) => {
  const who = OPERATIONS.map(({ responses: described }) => described[status]?.['x-answered-by']);

  expect(new Set(who)).toEqual(new Set(['gateway']));
});

function gatewayResponses(): readonly GatewayResponse[] {
  const stack = new Stack(new App(), 'Stack');
  const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('ANY', new MockIntegration());
  addGatewayResponses(api);
  const found = Template.fromStack(stack).findResources('AWS::ApiGateway::GatewayResponse');
  return Object.values(found).map(({ Properties }) => Properties as GatewayResponse);
}

function responseOfType(type: string): GatewayResponse {
  const found = responses.find(({ ResponseType }) => ResponseType === type);
  if (!found) throw new Error(`there is no gateway response of type ${type}`);
  return found;
}

function undescribed(operation: Operation, status: number, body: unknown, sent: readonly string[]): string[] {
  const response = responseOf(operation, status);
  const content = response?.content?.['application/json'];
  const codes = Object.keys(content?.examples ?? {});
  const { errorCode } = body as { readonly errorCode: string };
  const required = Object.entries(response?.headers ?? {}).filter(([, { required: isRequired }]) => isRequired);
  return [
    ...problemsOf(content?.schema ?? { not: {} }, body),
    ...(codes.includes(errorCode) ? [] : [`${errorCode} is no example of ${status}`]),
    ...required.filter(([name]) => !sent.includes(name)).map(([name]) => `${name} is not sent with ${status}`),
    ...sent.filter((name) => name.startsWith('X-') && !response?.headers?.[name]).map((name) => `${name} is sent`),
  ].map((problem) => `${operation.operationId}: ${problem}`);
}
