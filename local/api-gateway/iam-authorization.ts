import { REGION } from '../account.ts';
import { decide, type Match } from '../iam/decide.ts';
import type { Statement } from '../iam/policy.ts';
import type { Caller, RoutedRequest } from './proxy-event.ts';
import { methodArn } from './method-arn.ts';
import { Refusal } from './refusal.ts';
import { type AccessKey, verifySignature } from './verify-signature.ts';

/** An IAM user who calls the API, with what the user's policy says. */
export interface IamUser extends AccessKey {
  readonly userArn: string;
  readonly statements: readonly Statement[];
}

/** AuthorizationType AWS_IAM: who signed the request, if the user's policy allows this call. */
export async function authorizeByIam(
  routed: RoutedRequest,
  { users, onUse }: { readonly users: readonly IamUser[]; readonly onUse?: ((match: Match) => void) | undefined },
): Promise<Caller> {
  const user = await verifySignature(routed.request, { keys: users, region: REGION });
  const resource = methodArn(routed);
  const decision = decide(user.statements, { action: 'execute-api:Invoke', resource });
  if (decision.outcome !== 'allowed') {
    const because =
      decision.outcome === 'denied'
        ? 'with an explicit deny in an identity-based policy'
        : 'because no identity-based policy allows the execute-api:Invoke action';
    throw new Refusal('ACCESS_DENIED', {
      reason: `User: ${user.userArn} is not authorized to perform: execute-api:Invoke on resource: ${resource} ${because}`,
      errorType: 'AccessDeniedException',
    });
  }
  onUse?.(decision.by);
  return { iam: user };
}
