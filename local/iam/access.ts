import { ACCOUNT_ID, REGION } from '../account.ts';
import { AccessDenied, type PolicyBase } from './access-denied.ts';
import {
  type AccessRules,
  type Permission,
  permissionKey,
  type ResourcePolicy,
  type RoleHolder,
} from './access-rules.ts';
import type { Context } from './condition.ts';
import { type AccessRequest, decide, type Decision, type Match } from './decide.ts';
import { permissionsIn } from './permissions-in.ts';
import { type Caller, isAbout } from './principals.ts';
import type { Statement } from './policy.ts';

/** Who signed a request, by the access key id: the account's admin may do everything. */
export type Signer = 'admin' | RoleHolder;

/** IAM for one run: what the template does not allow does not happen, and what it allows is counted when it is used. */
export interface Access {
  /**
   * From now on these rules hold. Until then only the admin may do anything. Fails with AccessDenied if a function or a
   * schedule has a role that its service may not assume.
   */
  attach(rules: AccessRules): void;
  /** Undefined for a key that nobody has. */
  signer(accessKeyId: string): Signer | undefined;
  /** Fails with AccessDenied if the signer may not do it. */
  authorize(signer: Signer, request: AccessRequest): void;
  /** The same for the function or schedule of this name. */
  authorizeHolder(name: string, request: AccessRequest): void;
  /** The same for an AWS service, which only the policy of the resource can allow anything. */
  authorizeService(service: string, request: AccessRequest): void;
  /** Whether the function or schedule of this name may do it; nothing is done, so nothing counts as used. */
  allows(name: string, request: AccessRequest): boolean;
  /** A permission was used that this run only hands out, such as that of a caller of the API. */
  note(match: Match): void;
  /** What is allowed and no call has made use of. */
  unused(): readonly Permission[];
  /** All that is allowed. */
  permissions(): readonly Permission[];
}

/**
 * What is true of every call. The emulators' loopback ports stand for the TLS endpoints of AWS, which is what the SDK
 * calls when it is deployed, so a call counts as one over TLS.
 */
const OF_EVERY_CALL: Context = {
  'aws:requestedregion': REGION,
  'aws:securetransport': 'true',
  's3:tlsversion': '1.3',
};

const NO_RULES: AccessRules = { holders: [], resourcePolicies: [], trust: [], others: [] };

export function access(options: {
  readonly adminKeyId: string;
  /** Hears of each call that was refused, and of the statement that did it. */
  readonly onDenied?: (denial: AccessDenied) => void;
}): Access {
  const used = new Set<string>();
  let rules = NO_RULES;
  let holders = new Map<string, RoleHolder>();
  let policies = new Map<string, readonly Statement[]>();
  let trust = new Map<string, readonly Statement[]>();

  const note = ({ statement, action, resource }: Match): void =>
    void used.add(permissionKey({ statement: statement.name, action, resource }));

  const deny = (denial: AccessDenied): never => {
    options.onDenied?.(denial);
    throw denial;
  };

  const judge = (user: string, request: AccessRequest, judgements: readonly Judgement[]): void => {
    const found = verdict(judgements);
    if (found.outcome === 'allowed') return note(found.by);
    const statement = found.outcome === 'denied' ? { statement: found.by.statement.name } : {};
    return deny(new AccessDenied(user, request, { base: found.base, ...statement }));
  };

  const byResource = (caller: Caller, request: AccessRequest): Judgement => {
    const statements = policies.get(policyOwner(request.resource)) ?? [];
    return { base: 'resource-based', decision: decide(about(statements, caller), request) };
  };

  const judgementsOf = ({ roleArn, statements }: RoleHolder, request: AccessRequest): readonly Judgement[] => {
    const ofCaller = { 'aws:principalarn': roleArn, 'aws:principalaccount': ACCOUNT_ID };
    const known = { ...request, context: { ...OF_EVERY_CALL, ...ofCaller, ...request.context } };
    return [
      { base: 'identity-based', decision: decide(statements, known) },
      byResource({ kind: 'role', roleArn }, known),
    ];
  };

  const authorize: Access['authorize'] = (signer, request) => {
    if (signer !== 'admin') judge(signer.sessionArn, request, judgementsOf(signer, request));
  };

  const holderOf = (name: string): RoleHolder => {
    const holder = holders.get(name);
    if (!holder) throw new Error(`nothing of the template is called ${name}`);
    return holder;
  };

  const assume = ({ roleArn, assumedBy: { service, context } }: RoleHolder): void => {
    const statements = about(trust.get(roleArn) ?? [], { kind: 'service', service });
    const request = { action: 'sts:AssumeRole', resource: roleArn, context: { ...OF_EVERY_CALL, ...context } };
    judge(service, request, [{ base: 'resource-based', decision: decide(statements, request) }]);
  };

  const permissions = (): readonly Permission[] => {
    const statements = [...rules.holders, ...rules.resourcePolicies, ...rules.trust].flatMap(
      (each) => each.statements,
    );
    const all = [...statements, ...rules.others].flatMap(permissionsIn);
    // A policy that is attached twice permits its things once.
    return [...new Map(all.map((permission) => [permissionKey(permission), permission])).values()];
  };

  return {
    attach(attached) {
      rules = attached;
      holders = new Map(attached.holders.map((holder) => [holder.name, holder]));
      policies = byArn(attached.resourcePolicies);
      trust = byArn(attached.trust);
      for (const holder of attached.holders) assume(holder);
    },
    signer: (accessKeyId) => (accessKeyId === options.adminKeyId ? 'admin' : holders.get(accessKeyId)),
    authorize,
    authorizeHolder: (name, request) => authorize(holderOf(name), request),
    authorizeService(service, { context, ...rest }) {
      const request = { ...rest, context: { ...OF_EVERY_CALL, ...context } };
      judge(service, request, [byResource({ kind: 'service', service }, request)]);
    },
    allows(name, request) {
      const holder = holderOf(name);
      return verdict(judgementsOf(holder, request)).outcome === 'allowed';
    },
    note,
    permissions,
    unused: () => permissions().filter((permission) => !used.has(permissionKey(permission))),
  };
}

interface Judgement {
  readonly base: PolicyBase;
  readonly decision: Decision;
}

/** One Deny outweighs every Allow, whichever policy they stand in. */
function verdict(judgements: readonly Judgement[]): Decision & { readonly base: PolicyBase } {
  const [first] = judgements;
  const found =
    judgements.find(({ decision }) => decision.outcome === 'denied') ??
    judgements.find(({ decision }) => decision.outcome === 'allowed');
  return found
    ? { ...found.decision, base: found.base }
    : { outcome: 'not allowed', base: first?.base ?? 'identity-based' };
}

const about = (statements: readonly Statement[], caller: Caller): readonly Statement[] =>
  statements.filter(({ principals }) => principals && isAbout(principals, caller));

/** The policy of a bucket is also that of its objects. */
const policyOwner = (arn: string): string => (arn.startsWith('arn:aws:s3:::') ? (arn.split('/')[0] ?? arn) : arn);

function byArn(policies: readonly ResourcePolicy[]): Map<string, readonly Statement[]> {
  const merged = new Map<string, readonly Statement[]>();
  for (const { resourceArn, statements } of policies) {
    merged.set(resourceArn, [...(merged.get(resourceArn) ?? []), ...statements]);
  }
  return merged;
}
