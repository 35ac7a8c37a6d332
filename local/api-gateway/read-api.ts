import { resolve, resolveText, type Scope } from '../intrinsics.ts';
import type { StackTemplate, TemplateResource } from '../template.ts';
import { refuseUnplayed } from '../unplayed.ts';
import type { ApiDefinition } from './definition.ts';
import { readGatewayResponse } from './gateway-response.ts';
import { readMethods } from './read-methods.ts';
import type { Throttle } from './token-bucket.ts';

/** AWS: what an account may do in a region, where the stage says nothing. */
const ACCOUNT_THROTTLE: Throttle = { burstLimit: 5_000, rateLimit: 10_000 };

/** The template's REST API, or undefined where it has none. Fails by name on what the embedded run does not play. */
export function readApi(template: StackTemplate, scope: Scope): ApiDefinition | undefined {
  const [api, ...otherApis] = template.ofType('AWS::ApiGateway::RestApi');
  if (!api) return undefined;
  if (otherApis.length > 0) throw new Error('the embedded run plays one REST API; the template has several');

  const [stage, ...otherStages] = template.ofType('AWS::ApiGateway::Stage');
  if (!stage || otherStages.length > 0) throw new Error(`the embedded run plays a REST API with one stage`);

  return {
    id: resolveText({ Ref: api.logicalId }, scope),
    stage: resolveText({ Ref: stage.logicalId }, scope),
    isBinary: readIsBinary(api, scope),
    throttle: readThrottle(stage),
    methods: readMethods(template, api, scope),
    responses: template.ofType('AWS::ApiGateway::GatewayResponse').map((each) => readGatewayResponse(each, scope)),
  };
}

function readIsBinary({ logicalId, properties }: TemplateResource, scope: Scope): boolean {
  const where = `REST API ${logicalId}`;
  refuseUnplayed(where, properties, [
    'Name',
    'Description',
    'BinaryMediaTypes',
    'EndpointConfiguration',
    'SecurityPolicy',
    'Tags',
  ]);
  const types = resolve(properties['BinaryMediaTypes'] ?? [], scope);
  const text = JSON.stringify(types);
  if (text !== '["*/*"]' && text !== '[]') {
    throw new Error(`${where}: the embedded run plays BinaryMediaTypes */* or none; got ${text}`);
  }
  return text !== '[]';
}

function readThrottle({ logicalId, properties }: TemplateResource): Throttle {
  const where = `stage ${logicalId}`;
  // Logs, metrics and traces are not kept here.
  const unseen = ['AccessLogSetting', 'TracingEnabled', 'Description', 'Tags'];
  refuseUnplayed(where, properties, ['RestApiId', 'DeploymentId', 'StageName', 'MethodSettings', ...unseen]);

  const settings = (properties['MethodSettings'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  for (const setting of settings) {
    const seen = ['HttpMethod', 'ResourcePath', 'ThrottlingBurstLimit', 'ThrottlingRateLimit'];
    refuseUnplayed(where, setting, [...seen, 'DataTraceEnabled', 'LoggingLevel', 'MetricsEnabled']);
    const { HttpMethod, ResourcePath } = setting;
    if (HttpMethod !== '*' || ResourcePath !== '/*') {
      throw new Error(`${where}: the embedded run plays MethodSettings of * /*; got ${JSON.stringify(setting)}`);
    }
  }
  const {
    ThrottlingBurstLimit: burst = ACCOUNT_THROTTLE.burstLimit,
    ThrottlingRateLimit: rate = ACCOUNT_THROTTLE.rateLimit,
  } = settings[0] ?? {};
  return { burstLimit: Number(burst), rateLimit: Number(rate) };
}
