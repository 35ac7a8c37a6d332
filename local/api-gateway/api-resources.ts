import type { Provisioned } from '../intrinsics.ts';
import type { StackTemplate } from '../template.ts';

/**
 * What the resources of a REST API answer to `Ref` and `Fn::GetAtt`. There is nothing to create: the gateway reads the
 * template.
 */
export const apiResources = (template: StackTemplate): readonly (readonly [string, Provisioned])[] => [
  ...template
    .ofType('AWS::ApiGateway::RestApi')
    .map(({ logicalId }) => [logicalId, { ref: 'local-api', attributes: { RootResourceId: 'local-root' } }] as const),
  ...template
    .ofType('AWS::ApiGateway::Stage')
    .map(
      ({ logicalId, properties }) => [logicalId, { ref: String(properties['StageName']), attributes: {} }] as const,
    ),
  ...['AWS::ApiGateway::Authorizer', 'AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Resource']
    .flatMap((type) => template.ofType(type))
    .map(({ logicalId }) => [logicalId, { ref: logicalId, attributes: {} }] as const),
];
