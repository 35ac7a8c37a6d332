import { resolveText, type Scope } from '../intrinsics.ts';
import type { TemplateResource } from '../template.ts';
import { refuseUnplayed } from '../unplayed.ts';
import type { ResourcePolicy } from './access-rules.ts';
import { parsePolicy } from './policy.ts';

/** AWS::Lambda::Permission as the statement that Lambda makes of it in the function's policy. */
export function lambdaPermission({ logicalId, properties }: TemplateResource, scope: Scope): ResourcePolicy {
  refuseUnplayed(logicalId, properties, ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount']);
  const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties;
  const name = resolveText(FunctionName, scope);
  const resourceArn = scope.resources.get(name)?.attributes['Arn'] ?? name;
  const principal = resolveText(Principal, scope);
  const statement = {
    Effect: 'Allow',
    Action,
    Resource: resourceArn,
    Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': resolveText(SourceArn, scope) } }),
      ...(SourceAccount !== undefined && {
        StringEquals: { 'aws:SourceAccount': resolveText(SourceAccount, scope) },
      }),
    },
  };
  return { resourceArn, statements: parsePolicy(logicalId, { Statement: statement }, 'resource') };
}
