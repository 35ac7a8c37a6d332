import { resolve, resolveText, type Scope } from '../intrinsics.ts';
import type { StackTemplate } from '../template.ts';
import type { AccessRules, ResourcePolicy } from './access-rules.ts';
import { lambdaPermission } from './lambda-permission.ts';
import { parsePolicy, type Statement } from './policy.ts';
import { readHolders } from './read-holders.ts';
import { statementsOfRole } from './role-policies.ts';

/** Who may do what, as the template says it. Fails by name on a policy that is not evaluated here. */
export function readAccessRules(template: StackTemplate, scope: Scope): AccessRules {
  const holders = readHolders(template, scope);
  const held = new Set(holders.map(({ roleArn }) => roleArn));
  const roles = template.ofType('AWS::IAM::Role');
  const arnOf = (logicalId: string) => resolveText({ 'Fn::GetAtt': [logicalId, 'Arn'] }, scope);
  const unheld = roles.filter(({ logicalId }) => !held.has(arnOf(logicalId)));
  return {
    holders,
    resourcePolicies: readResourcePolicies(template, scope),
    trust: roles.map(({ logicalId, properties }) => ({
      resourceArn: arnOf(logicalId),
      statements: parsePolicy(`${logicalId} trust`, resolve(properties['AssumeRolePolicyDocument'], scope), 'trust'),
    })),
    others: [
      ...template
        .ofType('AWS::IAM::ManagedPolicy')
        .flatMap(({ logicalId, properties }) => parsePolicy(logicalId, resolve(properties['PolicyDocument'], scope))),
      ...unheld.flatMap(({ logicalId }) => statementsOfRole(logicalId, { template, scope, isHeld: false })),
      ...policies(template, scope, 'AWS::SNS::TopicPolicy', 'Topics').flatMap(({ statements }) => statements),
    ],
  };
}

/** Where a policy of each type says what it is attached to. */
const ATTACHED: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::S3::BucketPolicy': 'Bucket',
};

const UNPLAYED = [
  'AWS::Events::EventBusPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SNS::TopicInlinePolicy',
  'AWS::SQS::QueueInlinePolicy',
];

/** Properties by which a resource has a policy without another resource. */
const UNPLAYED_PROPERTIES: readonly (readonly [type: string, property: string])[] = [
  ['AWS::DynamoDB::Table', 'ResourcePolicy'],
  ['AWS::Events::EventBus', 'Policy'],
];

function readResourcePolicies(template: StackTemplate, scope: Scope): readonly ResourcePolicy[] {
  const unplayed = UNPLAYED.flatMap((type) => template.ofType(type)).map(({ logicalId }) => logicalId);
  const inline = UNPLAYED_PROPERTIES.flatMap(([type, property]) =>
    template.ofType(type).filter(({ properties }) => properties[property] !== undefined),
  ).map(({ logicalId }) => logicalId);
  if (unplayed.length + inline.length > 0) {
    throw new Error(`the embedded run does not play the policies ${[...unplayed, ...inline].join(', ')}`);
  }
  return [
    ...Object.entries(ATTACHED).flatMap(([type, property]) => policies(template, scope, type, property)),
    ...template.ofType('AWS::Lambda::Permission').map((permission) => lambdaPermission(permission, scope)),
  ];
}

/** The policies of a type, once for each resource that one is attached to. */
function policies(template: StackTemplate, scope: Scope, type: string, property: string): readonly ResourcePolicy[] {
  return template.ofType(type).flatMap(({ logicalId, properties }) => {
    const statements: readonly Statement[] = parsePolicy(
      logicalId,
      resolve(properties['PolicyDocument'], scope),
      'resource',
    );
    const attached = resolve(properties[property], scope);
    return (Array.isArray(attached) ? attached : [attached]).map((ref) => ({
      resourceArn: arnBehind(String(ref), scope),
      statements,
    }));
  });
}

/** A policy names its resource as `Ref` does: the URL of a queue, the name of a bucket, the ARN of a topic. */
function arnBehind(ref: string, scope: Scope): string {
  const resource = [...scope.resources.values()].find((each) => each.ref === ref);
  return resource?.attributes['Arn'] ?? ref;
}
