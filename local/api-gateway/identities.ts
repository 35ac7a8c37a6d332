import { parsePolicy, type Statement } from '../iam/policy.ts';
import { resolve, type Scope } from '../intrinsics.ts';
import type { StackTemplate } from '../template.ts';
import type { IamUser } from './iam-authorization.ts';
import type { AccessKey } from './verify-signature.ts';

/** Somebody with an access key, and what allows them to call the API. */
export type Identity = AccessKey & { readonly userArn: string } & (
    | { readonly statements: readonly Statement[] }
    /** The managed policy of the template whose logical id contains this text. */
    | { readonly policyLogicalIdContains: string }
  );

/** The identities with the statements that the template gives them. Fails by name where it has not one such policy. */
export const readUsers = (
  template: StackTemplate,
  scope: Scope,
  identities: readonly Identity[],
): readonly IamUser[] =>
  identities.map((identity) => ({
    ...identity,
    statements:
      'statements' in identity
        ? identity.statements
        : statementsOf(template, scope, identity.policyLogicalIdContains),
  }));

function statementsOf(template: StackTemplate, scope: Scope, part: string): readonly Statement[] {
  const policies = template.ofType('AWS::IAM::ManagedPolicy');
  const [policy, ...others] = policies.filter(({ logicalId }) => logicalId.includes(part));
  if (!policy || others.length > 0) {
    const names = policies.map(({ logicalId }) => logicalId).join(', ') || 'none';
    throw new Error(`one managed policy of the template must be named with "${part}"; there are ${names}`);
  }
  return parsePolicy(policy.logicalId, resolve(policy.properties['PolicyDocument'], scope));
}
