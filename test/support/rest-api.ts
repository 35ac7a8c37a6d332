import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { readUsers } from '../../local/api-gateway/identities.ts';
import { readApi } from '../../local/api-gateway/read-api.ts';
import { type ApiGateway, type ApiGatewayOptions, startApiGateway } from '../../local/api-gateway/server.ts';
import { AccessDenied } from '../../local/iam/access-denied.ts';
import type { Scope } from '../../local/intrinsics.ts';
import type { StackTemplate } from '../../local/template.ts';
import { START } from './manual-clock.ts';
import { templateOf } from './templates.ts';

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>>;

export const ADMIN_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Admin';
export const AUTHORIZE_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Authorize';

/** What the resources of `restApi` answer to. */
export const REST_API_SCOPE: Scope = {
  pseudo: { 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': '000000000000' },
  resources: new Map([
    ['Api', { ref: 'local-api', attributes: { RootResourceId: 'local-root' } }],
    ['Stage', { ref: 'api', attributes: {} }],
    ['Proxy', { ref: 'Proxy', attributes: {} }],
    ['Authorizer', { ref: 'Authorizer', attributes: {} }],
    ['Admin', { ref: 'Admin', attributes: { Arn: ADMIN_ARN } }],
    ['Authorize', { ref: 'Authorize', attributes: { Arn: AUTHORIZE_ARN } }],
  ]),
};

export const invocationOf = (functionName: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': [functionName, 'Arn'] },
      '/invocations',
    ],
  ],
});

export interface RestApiParts {
  readonly api?: Properties;
  readonly stage?: Properties;
  readonly proxy?: Properties;
  /** Of both methods. */
  readonly method?: Properties;
  readonly integration?: Properties;
  readonly authorizer?: Properties;
  readonly responses?: readonly Properties[];
  readonly others?: Resources;
}

/** A template with an API as CDK declares it, whose function is `Admin` and whose authorizer is `Authorize`. */
export function restApi(parts: RestApiParts = {}): StackTemplate {
  const method = (ResourceId: unknown) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId,
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: invocationOf('Admin'),
        ...parts.integration,
      },
      ...parts.method,
    },
  });
  return templateOf({
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Api', BinaryMediaTypes: ['*/*'], ...parts.api } },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'api', ...parts.stage } },
    Proxy: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: '{proxy+}', ...parts.proxy },
    },
    RootAny: method({ 'Fn::GetAtt': ['Api', 'RootResourceId'] }),
    ProxyAny: method({ Ref: 'Proxy' }),
    Authorizer: {
      Type: 'AWS::ApiGateway::Authorizer',
      Properties: {
        RestApiId: { Ref: 'Api' },
        Name: 'Authorizer',
        Type: 'REQUEST',
        AuthorizerUri: invocationOf('Authorize'),
        IdentitySource: 'method.request.header.Authorization',
        AuthorizerResultTtlInSeconds: 0,
        ...parts.authorizer,
      },
    },
    ...Object.fromEntries(
      (parts.responses ?? []).map((Properties, index) => [
        `Response${index}`,
        { Type: 'AWS::ApiGateway::GatewayResponse', Properties },
      ]),
    ),
    ...parts.others,
  });
}

export interface PlayedApi extends ApiGateway {
  /** What the function was invoked with. */
  readonly events: readonly APIGatewayProxyEvent[];
  /** What the authorizer was invoked with. */
  readonly authorizations: readonly APIGatewayRequestAuthorizerEvent[];
  readonly failures: readonly string[];
}

type Function<E> = (event: E) => unknown;

/** The API of the template on loopback, with these functions behind it. */
export async function playApi(
  template: StackTemplate,
  {
    admin = () => ({ statusCode: 200, body: 'answered' }),
    authorize = () => undefined,
    identities = [],
    forbidden = [],
    ...options
  }: {
    readonly admin?: Function<APIGatewayProxyEvent>;
    readonly authorize?: Function<APIGatewayRequestAuthorizerEvent>;
    /** ARNs of functions that do not let the API invoke them. */
    readonly forbidden?: readonly string[];
    readonly identities?: Parameters<typeof readUsers>[2];
  } & Partial<Pick<ApiGatewayOptions, 'now' | 'port' | 'pause'>> = {},
): Promise<PlayedApi> {
  const events: APIGatewayProxyEvent[] = [];
  const authorizations: APIGatewayRequestAuthorizerEvent[] = [];
  const failures: string[] = [];
  const api = readApi(template, REST_API_SCOPE);
  if (!api) throw new Error('the template has no REST API');

  const functions: Readonly<Record<string, { name: string; invoke(event: unknown): Promise<unknown> }>> = {
    [ADMIN_ARN]: recording('Admin', events, admin),
    [AUTHORIZE_ARN]: recording('Authorize', authorizations, authorize),
  };
  const gateway = await startApiGateway({
    api,
    functionByArn: (arn) => functions[arn],
    authorizeInvocation: (functionArn, sourceArn) => {
      if (forbidden.includes(functionArn)) {
        const invocation = { action: 'lambda:InvokeFunction', resource: functionArn };
        throw new AccessDenied(`apigateway.amazonaws.com as ${sourceArn}`, invocation, { base: 'resource-based' });
      }
    },
    users: readUsers(template, REST_API_SCOPE, identities),
    now: () => START,
    // Nothing times out by itself.
    pause: () => new Promise(() => undefined),
    onFailure: (line) => failures.push(line),
    ...options,
  });
  return { ...gateway, events, authorizations, failures };
}

const recording = <E>(name: string, events: E[], handle: Function<E>) => ({
  name,
  async invoke(event: unknown) {
    events.push(event as E);
    return handle(event as E);
  },
});
