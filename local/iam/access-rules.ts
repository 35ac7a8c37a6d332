import type { Context } from './condition.ts';
import type { Statement } from './policy.ts';

/** A function or a schedule, and the role that it does its work with. All of this is plain data. */
export interface RoleHolder {
  /** Logical id of the function or schedule, which is the access key id it signs with, too. */
  readonly name: string;
  readonly roleArn: string;
  /** `arn:aws:sts::…:assumed-role/<role>/<name>`: who AWS says is calling. */
  readonly sessionArn: string;
  readonly statements: readonly Statement[];
  /** Who assumes the role for it, and what AWS knows of that call. */
  readonly assumedBy: { readonly service: string; readonly context: Context };
}

/** The policy of a queue, bucket, bus, secret or function. */
export interface ResourcePolicy {
  readonly resourceArn: string;
  readonly statements: readonly Statement[];
}

/** Everything that the template allows and denies. */
export interface AccessRules {
  readonly holders: readonly RoleHolder[];
  readonly resourcePolicies: readonly ResourcePolicy[];
  /** Who may assume which role; by the role's ARN. */
  readonly trust: readonly ResourcePolicy[];
  /** Policies for callers of the API, and those of services that are not played. */
  readonly others: readonly Statement[];
}

/** An Allow of the template, broken down to one action and one resource. */
export interface Permission {
  readonly statement: string;
  readonly action: string;
  readonly resource: string;
}

export const permissionKey = ({ statement, action, resource }: Permission): string =>
  `${statement}: ${action} on ${resource}`;
