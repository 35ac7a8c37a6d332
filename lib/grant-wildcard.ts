import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

export interface WildcardGrant {
  readonly actions: string[];

  /** One ARN with `*` in it. */
  readonly arn: string;

  /** Why no narrower ARN will do. */
  readonly reason: string;
}

/**
 * Grants what can only be granted with a wildcard, and tells cdk-nag why. No other wildcard of the grantee is covered.
 */
export function grantWildcard(grantee: IGrantable & IConstruct, { actions, arn, reason }: WildcardGrant): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [arn] });

  const finding = flatten(Stack.of(grantee).resolve(arn));
  Validations.of(grantee).acknowledge({ id: `AwsSolutions-IAM5[Resource::${finding}]`, reason });
}

/** An ARN as cdk-nag spells it in a finding: references in angle brackets. */
function flatten(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${flatten(value.Ref)}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts]: unknown[] = value['Fn::Join'];
    if (Array.isArray(parts)) return parts.map(flatten).join(String(separator));
  }
  return JSON.stringify(value);
}
