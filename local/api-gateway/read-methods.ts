import { resolveText, type Scope } from '../intrinsics.ts';
import type { StackTemplate, TemplateResource } from '../template.ts';
import { oneOf, refuseUnplayed } from '../unplayed.ts';
import type { Authorization, AuthorizerDefinition, MethodDefinition, ResourcePath } from './definition.ts';

/** AWS: the longest that an integration of a REST API takes, unless the account was given more. */
const INTEGRATION_TIMEOUT_MS = 29_000;

export function readMethods(
  template: StackTemplate,
  api: TemplateResource,
  scope: Scope,
): readonly MethodDefinition[] {
  const rootId = resolveText({ 'Fn::GetAtt': [api.logicalId, 'RootResourceId'] }, scope);
  const paths = new Map<string, ResourcePath>([[rootId, '/']]);
  for (const { logicalId, properties } of template.ofType('AWS::ApiGateway::Resource')) {
    const parentId = resolveText(properties['ParentId'], scope);
    const { PathPart } = properties;
    if (parentId !== rootId || PathPart !== '{proxy+}') {
      throw new Error(
        `resource ${logicalId}: the embedded run plays {proxy+} below the root; got ${String(PathPart)}`,
      );
    }
    paths.set(resolveText({ Ref: logicalId }, scope), '/{proxy+}');
  }
  return template.ofType('AWS::ApiGateway::Method').map((method) => readMethod(method, { template, paths, scope }));
}

interface Surroundings {
  readonly template: StackTemplate;
  readonly paths: ReadonlyMap<string, ResourcePath>;
  readonly scope: Scope;
}

function readMethod(
  { logicalId, properties }: TemplateResource,
  { template, paths, scope }: Surroundings,
): MethodDefinition {
  const where = `method ${logicalId}`;
  const played = ['RestApiId', 'ResourceId', 'HttpMethod', 'AuthorizationType', 'AuthorizerId', 'Integration'];
  // Documentation, for a proxy integration.
  refuseUnplayed(where, properties, [...played, 'OperationName', 'MethodResponses']);
  oneOf(where, 'HttpMethod', properties['HttpMethod'], ['ANY']);

  const resourceId = resolveText(properties['ResourceId'], scope);
  const resourcePath = paths.get(resourceId);
  if (resourcePath === undefined) throw new Error(`${where}: the embedded run has no resource ${resourceId}`);
  return {
    resourceId,
    resourcePath,
    authorization: readAuthorization(where, properties, template, scope),
    ...readIntegration(where, properties['Integration'] as Readonly<Record<string, unknown>>, scope),
  };
}

function readIntegration(
  where: string,
  integration: Readonly<Record<string, unknown>>,
  scope: Scope,
): Pick<MethodDefinition, 'functionArn' | 'timeoutMs'> {
  const { Type, Uri, TimeoutInMillis = INTEGRATION_TIMEOUT_MS, ResponseTransferMode = 'BUFFERED' } = integration;
  refuseUnplayed(where, integration, [
    'Type',
    'Uri',
    'IntegrationHttpMethod',
    'TimeoutInMillis',
    'ResponseTransferMode',
  ]);
  oneOf(where, 'Integration of type', Type, ['AWS_PROXY']);
  oneOf(where, 'ResponseTransferMode', ResponseTransferMode, ['BUFFERED']);
  return { functionArn: functionArnOf(where, resolveText(Uri, scope)), timeoutMs: Number(TimeoutInMillis) };
}

function readAuthorization(
  where: string,
  { AuthorizationType, AuthorizerId }: Readonly<Record<string, unknown>>,
  template: StackTemplate,
  scope: Scope,
): Authorization {
  const type = oneOf(where, 'AuthorizationType', AuthorizationType, ['AWS_IAM', 'CUSTOM', 'NONE']);
  if (type !== 'CUSTOM') return { type };

  const id = resolveText(AuthorizerId, scope);
  const authorizer = template
    .ofType('AWS::ApiGateway::Authorizer')
    .find(({ logicalId }) => resolveText({ Ref: logicalId }, scope) === id);
  if (!authorizer) throw new Error(`${where}: the template has no authorizer ${id}`);
  return { type, authorizer: readAuthorizer(authorizer, scope) };
}

function readAuthorizer({ logicalId, properties }: TemplateResource, scope: Scope): AuthorizerDefinition {
  const where = `authorizer ${logicalId}`;
  const played = ['RestApiId', 'Name', 'Type', 'AuthorizerUri', 'IdentitySource', 'AuthorizerResultTtlInSeconds'];
  refuseUnplayed(where, properties, played);
  const { Type, AuthorizerUri, IdentitySource = '', AuthorizerResultTtlInSeconds: ttl } = properties;
  // API Gateway keeps an answer for five minutes if it is not told otherwise.
  if (ttl !== 0) {
    throw new Error(
      `${where}: the embedded run keeps no answers, so it plays AuthorizerResultTtlInSeconds 0; got ${JSON.stringify(ttl)}`,
    );
  }
  return {
    id: resolveText({ Ref: logicalId }, scope),
    type: oneOf(where, 'Type', Type, ['REQUEST', 'TOKEN']),
    functionArn: functionArnOf(where, resolveText(AuthorizerUri, scope)),
    identityHeaders: resolveText(IdentitySource, scope)
      .split(',')
      .filter((source) => source !== '')
      .map((source) => headerOf(where, source)),
  };
}

function headerOf(where: string, source: string): string {
  const header = /^method\.request\.header\.([\w-]+)$/.exec(source.trim())?.[1];
  if (header === undefined)
    throw new Error(`${where}: the embedded run plays headers as IdentitySource; got ${source}`);
  return header;
}

function functionArnOf(where: string, uri: string): string {
  const arn = /:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
  if (arn === undefined) throw new Error(`${where}: the embedded run invokes functions only, not ${uri}`);
  return arn;
}
